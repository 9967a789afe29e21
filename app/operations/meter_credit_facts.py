"""What credit inside a meter is reckoned from when it is paid back, and what stands in the way."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.account_closing import LoadWorth
from app.domain.cards import ChargingType
from app.domain.function_cards import FunctionKind, MeterDump
from app.domain.identity import EventId
from app.domain.money_limits import MoneyLimit
from app.domain.quantity import Money
from app.domain.reversals import cash_left
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import function_cards, meter_credit, readings, sales, settings
from app.ledger.queries import tenders as tender_queries
from app.ledger.queries.accounts import Account, Allocation
from app.ledger.queries.cards import CardWrite
from app.operations.account_standing import require_home_account
from app.operations.closing_facts import loads_inside, require_nothing_open
from app.operations.errors import RefundImpossible, UnknownRecord
from app.operations.local_time import local_date
from app.operations.plan_look import parse_event_id
from app.operations.pricing import model_named, revision_for
from app.operations.records import only_allocation
from app.operations.replaced_card import last_write, written_with


class MeterCreditFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since is seen by comparing."""

    allocation: Allocation
    charging: ChargingType
    dial_digits: int | None
    credited: int
    """All credit that the meter has taken for this account, as it counts."""
    loads: tuple[LoadWorth, ...]
    """Newest first."""
    cash_left: tuple[tuple[EventId, Money], ...]
    """By purchase of the loads: what of its payment came in cash and did not go out yet."""
    card: EventId | None
    """Number of the transfer card; None: by the technician's form."""
    dump: MeterDump | None
    """What the meter told it."""
    erased_by: EventId | None
    """The plan that made it blank."""
    rounding: Money
    """Smallest amount of cash."""
    limit: Money | None
    """Above it a second person is needed."""
    currency_digits: int
    today: date

    @property
    def counts_money(self) -> bool:
        """Whether the meter does."""
        return self.charging.counts_money


def meter_credit_facts(
    kiosk: Kiosk, db: Database, account: Account, *, meter: str | None, card: str | None
) -> MeterCreditFacts:
    """Raises OtherHome, PlanStillOpen, CardScrapped, AccountInUse, UnknownRecord,
    RefundImpossible."""
    require_home_account(kiosk, account)
    require_nothing_open(db, account.number)
    allocation = only_allocation(db, account.number, meter)
    last = last_write(db, allocation)
    _require_alone(db, allocation)
    model, today = model_named(db, allocation.model), local_date(kiosk)
    number = None if card is None else parse_event_id(card)
    erased_by, dump = (None, None) if number is None else _taken_out(db, number, allocation, last)
    if dump is None:
        _require_taken(db, last)
    loads = loads_inside(db, allocation)
    revision = revision_for(db, allocation.tariff_class or account.tariff_class, today)
    return MeterCreditFacts(
        allocation=allocation,
        charging=model.charging,
        dial_digits=model.dial_digits,
        credited=last.cumulative,
        loads=loads,
        cash_left=_cash_left(db, loads),
        card=number,
        dump=dump,
        erased_by=erased_by,
        rounding=revision.rounding,
        limit=settings.money_limit(db, MoneyLimit.REFUND),
        currency_digits=settings.utility(db).currency_digits,
        today=today,
    )


def _cash_left(db: Database, loads: tuple[LoadWorth, ...]) -> tuple[tuple[EventId, Money], ...]:
    bought = {load.purchase for load in loads if load.purchase is not None}
    return tuple(
        (
            purchase,
            cash_left(
                sales.payment(db, purchase)[0].tenders,
                tender_queries.refunded_in_cash(db, purchase),
            ),
        )
        for purchase in sorted(bought)
    )


def _require_alone(db: Database, allocation: Allocation) -> None:
    if len(written_with(db, allocation)) > 1:
        raise RefundImpossible(
            _("The card of meter {meter} serves other meters too.").format(meter=allocation.meter),
            _("Nothing was paid out. Change the meter, or cancel the account: both settle it."),
        )


def _taken_out(
    db: Database, number: EventId, allocation: Allocation, last: CardWrite
) -> tuple[EventId, MeterDump]:
    """(plan that made the transfer card blank, what the meter told the card).

    The meter must have had every load: what it did not take could be put into it afterwards.
    """
    found = function_cards.function_card(db, number)
    if found is None or found.function is not FunctionKind.TRANSFER:
        raise UnknownRecord(
            _("There is no transfer card {number} here.").format(number=number),
            _("Nothing was paid out. Look its number up in the register of function cards."),
        )
    gone = meter_credit.destroyed_with(db, number, found.serial)
    if gone is not None and not meter_credit.paid_for(db, gone[0], allocation.meter):
        for dump in gone[1]:
            if _is_of(dump, allocation, last):
                return gone[0], dump
    raise RefundImpossible(
        _("Transfer card {number} does not prove credit of meter {meter}.").format(
            number=number, meter=allocation.meter
        ),
        _(
            "Nothing was paid out. Read the card back, hand it in and make it blank with the "
            "credit on it (retrieve-card). A card that can be copied proves nothing: by form then."
        ),
    )


def _is_of(dump: MeterDump, allocation: Allocation, last: CardWrite) -> bool:
    whose = dump.meter == allocation.meter and dump.account in ("", allocation.account)
    when = dump.written_on is None or dump.written_on >= allocation.began
    return whose and when and (dump.number, dump.total_credited) == (last.number, last.cumulative)


def _require_taken(db: Database, last: CardWrite) -> None:
    """A load that its meter may not have yet could be put into it afterwards."""
    if last.load and not readings.told_of(db, last.allocation, last.number, last.cumulative):
        raise RefundImpossible(
            _("Nothing proves that the meter has taken the last load."),
            _("Nothing was paid out. Read the card first (read-card); refund an untaken load."),
        )
