"""What the safe's book must say."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from app.domain.entries import Book
from app.domain.identity import EventId
from app.ledger.events.cash import CashDropped
from app.ledger.events.operators import ShiftClosed, ShiftOpened
from app.ledger.events.safe import (
    BagRenumbered,
    BagsDeposited,
    CashBagged,
    DepositConfirmed,
    DepositTakenBack,
)
from app.reports.asked import Asked
from tests.reports.events_read import Said
from tests.reports.expected import Expected, Line, expected
from tests.reports.journal_read import Journal

_COLUMNS = {
    Book.SAFE: ("loose", 1),
    Book.BAG: ("bags", 1),
    Book.TO_BANK: ("to_bank", 1),
    Book.BANK: ("bank", 1),
    Book.BANK_OVER_SHORT: ("over_short", -1),
}
_DEEDS = (
    *(ShiftOpened, ShiftClosed, CashDropped, CashBagged),
    *(BagRenumbered, BagsDeposited, DepositTakenBack, DepositConfirmed),
)


def safe(journal: Journal, asked: Asked) -> Expected:
    """What was there before, and each deed that moved cash into the safe or on to the bank."""
    deeds = {said[0]: said for said in journal.every(*_DEEDS)}
    bags = {event.bag: event.new for _id, _entry, event in journal.of(BagRenumbered)}
    moved: defaultdict[EventId | None, Counter[str]] = defaultdict(Counter)
    days = {}
    for line in journal.bookings:
        if line.book in _COLUMNS and line.day <= asked.until:
            of = None if line.day < asked.since else line.event
            column, sign = _COLUMNS[line.book]
            moved[of][column] += sign * line.amount
            days[of] = asked.since if of is None else line.day
    figures = tuple(column for column, _sign in _COLUMNS.values())
    rows: list[Line] = []
    for of, sums in moved.items():
        what = "Before", "", ""
        if of is not None:
            what = (*_named(deeds[of], bags), str(deeds[of][1].operator or ""))
        head = dict(zip(("what", "number", "operator"), what, strict=True))
        rows.append(
            {"date": days[of].isoformat(), **head, **{name: sums[name] for name in figures}}
        )
    return expected(("date", "what", "number"), rows, figures)


def _named(said: Said[Any], bags: dict[EventId, str]) -> tuple[str, str]:
    """What was done, and the number of the bag, the slip or the shift."""
    id, _entry, event = said
    match event:
        case CashDropped() | CashBagged():
            return "Bag", bags.get(id, event.bag)
        case BagsDeposited():
            return "Deposit slip", str(id)
        case DepositTakenBack():
            return "Slip taken back", str(event.deposit)
        case DepositConfirmed():
            return "Bank received", str(event.deposit)
        case ShiftOpened():
            return "Float taken out", str(id)
        case ShiftClosed():
            return "Counted drawer", str(event.shift)
        case _:
            return "Number put right", str(id)
