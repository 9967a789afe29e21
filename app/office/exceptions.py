"""What counters did that does not fit together, for people at head office.

It is what the tables say, so any order of arrival gives the same, and what was missing is none any
more when it comes. Only what somebody settled is an event of its own, of head office.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date

import msgspec
from peewee import Database

from app.domain.identity import EventId, Node, Operator
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Ledger, Transaction
from app.ledger.events.exceptions import CreditOwed
from app.ledger.events.recounts import ExceptionSettled
from app.ledger.projection.statements import all_rows
from app.ledger.queries.old_tariffs import sold_at_old_tariff_to
from app.office.among import Accounts
from app.office.card_sales import DoubtfulMeter, doubtful_meters
from app.office.double_references import double_references
from app.office.late_sales import late_sales
from app.office.over_collected import over_collected
from app.office.recount import recounts
from app.operations.errors import StaleQuote

_BUYERS = "SELECT DISTINCT account FROM purchase WHERE account IS NOT NULL"
_SETTLED = "SELECT 1 FROM exception_settled WHERE kind = ? AND subject = ?"


class ExceptionKind(enum.StrEnum):
    """What does not fit."""

    DUPLICATE_NUMBER = "duplicate_number"
    """Two counters sold the same number of a meter: the meter takes one load, the other is owed."""
    GAP = "gap"
    """A card showed a purchase that has not arrived from any counter."""
    SOLD_AFTER_END = "sold_after_end"
    """A counter that had not heard of it sold to an account that was at its end."""
    ARREARS_TWICE = "arrears_twice"
    """More was collected than was owed: the rest is the customer's."""
    OLD_TARIFF = "old_tariff"
    """A sale at a tariff that was not in force any more. It stands."""
    DOUBLE_REFERENCE = "double_reference"
    """A voucher, mobile payment or transfer paid at two counters that had not heard of each other.
    What was sold stands."""
    PRICE_DIFFERENCE = "price_difference"
    """Several counters sold to an account, and in the order of its cards it costs otherwise: tiers,
    or a standing charge that was collected twice. Below zero it is the customer's."""


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """Who ended an exception, and why."""

    event: EventId
    operator: Operator | None
    reason: str


class OfficeException(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that somebody has to look at, or has looked at."""

    kind: ExceptionKind
    subject: str
    """Which one of its kind: a purchase, a number of a meter, an account."""
    account: str
    kiosks: tuple[Node, ...]
    """Those that it is about; none where no counter is known."""
    amount: Money = 0
    quantity: int = 0
    """Credit, as the meter counts it."""
    since: date
    """Day of what came last of it."""
    allocation: EventId | None = None
    settled: Settled | None = None
    """None: it is open."""


def is_settled(db: Database, exception: OfficeException) -> bool:
    """Whether somebody has ended it, as these tables know."""
    return bool(all_rows(db, _SETTLED, (exception.kind.value, exception.subject)))


def settle(
    ledger: Ledger,
    exception: OfficeException,
    *,
    operator: Operator,
    reason: str,
    second: Operator | None = None,
) -> EventId:
    """Ends an exception; ``ledger``: head office's own.

    A dead load becomes owed to the customer, so that the account's home makes it good by a
    compensation, once. Raises StaleQuote where somebody has ended it meanwhile.
    """

    def work(tx: Transaction) -> EventId:
        if is_settled(tx.db, exception):
            raise StaleQuote(
                _("Somebody has settled this exception already."),
                _("Nothing was recorded. Look at the list again."),
            )
        if exception.kind is ExceptionKind.DUPLICATE_NUMBER and exception.allocation is not None:
            owed = CreditOwed(
                account=exception.account,
                allocation=exception.allocation,
                purchase=EventId.from_key(int(exception.subject)),
                quantity=exception.quantity,
                why="duplicate_number",
            )
            tx.append(owed, operator=operator, second=second)
        event = ExceptionSettled(
            kind=exception.kind.value,
            subject=exception.subject,
            account=exception.account,
            reason=reason,
        )
        return tx.append(event, operator=operator, second=second)

    return ledger.commit(work)


def found_in(db: Database, accounts: Accounts = None) -> Iterator[OfficeException]:
    """What the tables say now of all accounts, or of some; settled ones among it, not told so."""
    if accounts is None:
        yield from _of_meters(db, None)
        yield from _of_accounts(db, None)
        return
    mine = set(accounts)
    yield from (one for one in _of_meters(db, accounts) if one.account in mine)
    yield from _of_accounts(db, accounts)


def _of_meters(db: Database, accounts: Accounts) -> Iterator[OfficeException]:
    for meter in doubtful_meters(db, accounts):
        yield from _dead(meter)
        yield from _gaps(meter)


def _dead(meter: DoubtfulMeter) -> Iterator[OfficeException]:
    for one in meter.dead:
        same = sorted({x.purchase.node for x in meter.sales if x.number == one.number})
        yield OfficeException(
            kind=ExceptionKind.DUPLICATE_NUMBER,
            subject=str(one.purchase.to_key()),
            account=meter.account,
            kiosks=tuple(same),
            amount=one.total,
            quantity=one.load,
            since=meter.last_day,
            allocation=meter.allocation,
        )


def _gaps(meter: DoubtfulMeter) -> Iterator[OfficeException]:
    for number in meter.missing:
        yield OfficeException(
            kind=ExceptionKind.GAP,
            subject=f"{meter.allocation.to_key()}/{number}",
            account=meter.account,
            kiosks=meter.noted_by,
            since=meter.last_day,
            allocation=meter.allocation,
        )


def _of_accounts(db: Database, accounts: Accounts) -> Iterator[OfficeException]:
    for sale in late_sales(db, accounts):
        yield OfficeException(
            kind=ExceptionKind.SOLD_AFTER_END,
            subject=str(sale.purchase.to_key()),
            account=sale.account,
            kiosks=(sale.purchase.node, sale.ended.node),
            amount=sale.total,
            since=sale.day,
        )
    for one in recounts(db, accounts):
        yield OfficeException(
            kind=ExceptionKind.PRICE_DIFFERENCE,
            subject=f"{one.account}/{one.changed[-1].purchase.to_key()}",
            account=one.account,
            kiosks=one.kiosks,
            amount=one.difference,
            since=one.last_day,
        )
    yield from _at_old_tariff(db, accounts)
    for double in double_references(db, accounts):
        yield OfficeException(
            kind=ExceptionKind.DOUBLE_REFERENCE,
            subject=double.subject,
            account=double.account,
            kiosks=double.kiosks,
            amount=double.amount,
            since=double.last_day,
        )
    for account in over_collected(db, accounts):
        yield OfficeException(
            kind=ExceptionKind.ARREARS_TWICE,
            subject=account.account,
            account=account.account,
            kiosks=account.kiosks,
            amount=account.amount,
            since=account.last_day,
        )


def _at_old_tariff(db: Database, accounts: Accounts) -> Iterator[OfficeException]:
    known = _everybody(db) if accounts is None else accounts
    sums: dict[EventId, OfficeException] = {}
    for one in sold_at_old_tariff_to(db, known):
        before = sums.get(one.purchase)
        sums[one.purchase] = OfficeException(
            kind=ExceptionKind.OLD_TARIFF,
            subject=str(one.purchase.to_key()),
            account=one.account,
            kiosks=(one.purchase.node,),
            amount=one.total + (0 if before is None else before.amount),
            since=one.date,
        )
    yield from sums.values()


def _everybody(db: Database) -> Iterator[str]:
    for (account,) in all_rows(db, _BUYERS):
        yield str(account)
