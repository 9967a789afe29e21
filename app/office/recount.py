"""Head office reckons an account's purchases in the order of its cards, and books the difference.

A counter that could not know of another's sales priced from what the card told, or from less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.entries import Book
from app.domain.identity import EventId, Node
from app.domain.quantity import Money
from app.domain.tariff.reassess import Reassessed, Sold, booked_apart, recount
from app.domain.text import _
from app.ledger.events.recounts import AccountRecounted
from app.ledger.ledger import Ledger
from app.ledger.projection.statements import all_rows
from app.ledger.queries import accounts, meter_credit, money, reckoning, sales
from app.ledger.queries.handovers import counted_with
from app.ledger.transaction import Transaction
from app.office.among import Accounts, among
from app.operations.errors import StaleQuote
from app.operations.operation import Caller
from app.operations.reckoning import all_sold, charged_by_month

_MOST = 100_000
"""More than one household buys in its life."""
_OF_SEVERAL = (
    "SELECT account FROM purchase WHERE account IS NOT NULL AND {among} GROUP BY account "
    "HAVING MIN(id >> 48) <> MAX(id >> 48) ORDER BY account"
)


_SINCE = (
    "SELECT 1 FROM touch JOIN deed ON deed.event = touch.event WHERE touch.kind = 'account' "
    "AND touch.subject = ? AND touch.event > ? AND deed.kind = 'account_recounted' LIMIT 1"
)


class Recounted(msgspec.Struct, frozen=True, kw_only=True):
    """What comes out otherwise."""

    account: str
    changed: tuple[Reassessed, ...]
    collected_twice: Money
    """Arrears that were paid beyond what was owed."""
    kiosks: tuple[Node, ...]
    last_day: date

    @property
    def difference(self) -> Money:
        """What the purchases cost more; below zero: less."""
        return sum(one.difference for one in self.changed)


def recounts(db: Database, accounts: Accounts = None) -> Iterator[Recounted]:
    """Those that several counters sold to and whose purchases come out otherwise."""
    these = among("account", accounts)
    for (account,) in all_rows(db, _OF_SEVERAL.format(among=these.sql), these.params):
        found = recounted(db, str(account))
        if found is not None and found.changed:
            yield found


def recounted(db: Database, account: str) -> Recounted | None:
    """What comes out for one account; None where it never bought.

    Not reckoned: months charged by their use, purchases that a third party shared, credit that was
    paid back out of a meter, the use of a person before.
    """
    sold = in_order_of_cards(db, account)
    found = accounts.account(db, account)
    if not sold or found is None:
        return None
    changed: tuple[Reassessed, ...] = ()
    if _can_be_reckoned(db, account, sold):
        changed = recount(sold, household=reckoning.household_of(db, found))
    return Recounted(
        account=account,
        changed=changed,
        collected_twice=max(0, -money.book_total(db, Book.ARREARS, account)),
        kiosks=tuple(sorted({one.purchase.node for one in sold})),
        last_day=max(one.day for one in sold),
    )


def due_recount(
    db: Database, account: str, *, above: Money, today: date
) -> AccountRecounted | None:
    """What is to be booked; None where it is nothing, or no more than ``above``.

    Arrears collected twice go back whatever they are.
    """
    found = recounted(db, account)
    if found is None:
        return None
    changed = found.changed if abs(found.difference) > above else ()
    if not changed and not found.collected_twice:
        return None
    return _booked(db, found, changed, today)


def amount_of(event: AccountRecounted) -> Money:
    """What it takes from the customer; below zero, what it gives."""
    return sum(one.difference for one in event.changed) - event.collected_twice


def book_recount(ledger: Ledger, event: AccountRecounted, *, known: int, caller: Caller) -> EventId:
    """Books what :func:`due_recount` said, once.

    ``ledger``: head office's own; ``known``: its last event that was in the tables which said so.
    Raises StaleQuote where the account was reckoned anew since.
    """

    def work(tx: Transaction) -> EventId:
        since = EventId(ledger.node, ledger.epoch, known).to_key()
        if all_rows(tx.db, _SINCE, (event.account, since)):
            raise StaleQuote(
                _("This account was reckoned anew a moment ago."),
                _("Nothing was booked now. Look at the account again."),
            )
        return tx.append(event, operator=caller.operator, second=caller.second)

    return ledger.commit(work)


def in_order_of_cards(db: Database, account: str) -> list[Sold]:
    """All purchases whose price stands: of each meter by number, of several by day.

    A counter's clock may be wrong; the numbers of a card are not.
    """
    numbers = {
        (one.id, one.allocation): one.number for one in sales.purchases_of(db, account, _MOST)
    }
    by_meter: defaultdict[EventId, list[tuple[int, Sold]]] = defaultdict(list)
    for one in all_sold(db, account):
        by_meter[one.allocation].append((numbers[one.purchase, one.allocation], one))
    placed: list[tuple[date, int, Sold]] = []
    for meter in by_meter.values():
        day = date.min
        for number, one in sorted(meter, key=lambda pair: (pair[0], pair[1].purchase)):
            day = max(day, one.day)
            placed.append((day, number, one))
    placed.sort(key=lambda place: (place[0], place[2].allocation, place[1], place[2].purchase))
    return [one for _day, _number, one in placed]


def _can_be_reckoned(db: Database, account: str, sold: list[Sold]) -> bool:
    first = min(one.day for one in sold)
    return not (
        any(charged_by_month(one) or one.priced.subsidised.quantity for one in sold)
        or meter_credit.shared_since(db, account, first)
        or len(counted_with(db, account)) > 1
    )


def _booked(
    db: Database, found: Recounted, changed: tuple[Reassessed, ...], today: date
) -> AccountRecounted:
    difference = sum(one.difference for one in changed)
    owed = max(0, money.book_total(db, Book.ARREARS, found.account))
    to_arrears, to_balance = booked_apart(difference, owed)
    to_arrears += found.collected_twice
    to_balance += found.collected_twice
    return AccountRecounted(
        account=found.account,
        changed=changed,
        collected_twice=found.collected_twice,
        to_arrears=to_arrears,
        to_balance=to_balance,
        date=today,
        entries=bookkeeping.reckoned_anew(
            ((one.kind, one.old, one.new) for one in changed),
            found.account,
            to_arrears=to_arrears,
            to_balance=to_balance,
        ),
    )
