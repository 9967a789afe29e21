"""What must be told of the people who work: function cards they hold, and what they do seldom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median_low

from app.ledger.events.cash import DrawerOpened
from app.ledger.events.function_cards import (
    FunctionCardLost,
    FunctionCardOpened,
    FunctionCardRead,
    FunctionCardReturned,
)
from app.ledger.events.operators import ShiftClosed, ShiftOpened, SignInRefused
from app.ledger.events.paper import CopyPrinted
from app.reports.asked import Asked
from tests.reports.expected import Expected, Line, expected
from tests.reports.journal_read import Journal


def function_cards(journal: Journal, asked: Asked) -> Expected:
    """Cards made on the days, and those that were still out on the last one."""
    returned = {event.card: event for _id, _entry, event in journal.of(FunctionCardReturned)}
    lost = {event.card: event for _id, _entry, event in journal.of(FunctionCardLost)}
    left = {event.card: event.uses_left for _id, _entry, event in journal.of(FunctionCardRead)}
    rows: list[Line] = []
    for id, entry, card in journal.of(FunctionCardOpened):
        back, missed = returned.get(id), lost.get(id)
        over = [one.date for one in (back, missed) if one is not None]
        gone = any(day <= asked.until for day in over) and card.date < asked.since
        given_up = journal.outcomes.get(id) not in (None, "happened") and missed is None
        if card.date > asked.until or gone or given_up:
            continue
        if back is not None and back.date <= asked.until:
            state = "returned"
        elif missed is not None and missed.date <= asked.until:
            state = "lost"
        elif id not in journal.outcomes:
            state = "unfinished"
        else:
            state = "overdue" if card.due_back < asked.until else "out"
        rows.append(
            {
                "card": str(id),
                "made": card.date.isoformat(),
                "function": card.contents.function.value,
                "holder": card.holder,
                "operator": str(entry.operator),
                "name": journal.operators.get(str(entry.operator)),
                "second": None if entry.second is None else str(entry.second),
                "state": state,
                "due_back": card.due_back.isoformat(),
                "returned": None if back is None else back.date.isoformat(),
                "lost": None if missed is None else missed.date.isoformat(),
                "uses_left": left.get(id),
                "why": card.reason if missed is None else missed.reason,
            }
        )
    return expected(("card",), rows)


_OF_SHIFTS = ("Short", "Over", "Wrong PINs")
"""Counted against the shifts that were closed; all else against purchases."""
Deed = tuple[int, str]
"""Who did what."""


def operators(journal: Journal, asked: Asked) -> Expected:
    """How often each did what is seldom done, of their work, and the middle one of all of them."""
    times: Counter[Deed] = Counter()
    money: Counter[Deed] = Counter()
    for who, what, amount in _seldom(journal, asked):
        times[who, what] += 1
        money[who, what] += amount
    work: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for sale in journal.sold(asked.since, asked.until):
        if sale.operator is not None:
            work[sale.operator]["purchases"] += 1
    for shift, _closing in _closed(journal, asked):
        work[shift.operator]["shifts"] += 1
    everybody = sorted({*work, *(who for who, _what in times)})

    def share(who: int, what: str) -> int | None:
        of = work[who]["shifts" if what in _OF_SHIFTS else "purchases"]
        if not of:
            return None
        exact = Decimal(times[who, what]) * 1000 / Decimal(of)
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))

    rows: list[Line] = []
    for (who, what), count in times.items():
        shares = [one for other in everybody if (one := share(other, what)) is not None]
        rows.append(
            {
                "operator": str(who),
                "name": journal.operators.get(str(who), ""),
                "what": what,
                "times": count,
                "median": median_low([times[other, what] for other in everybody]),
                "share": share(who, what),
                "median_share": median_low(shares) if shares else None,
                "amount": money[who, what] or None,
            }
        )
    return expected(("operator", "what"), rows)


def _seldom(journal: Journal, asked: Asked) -> Iterator[tuple[int, str, int]]:
    """Who, what, and what money it was about. Drawers count by the accounting date of the shift,
    copies and PINs by the clock."""
    for back in journal.refunds:
        if back.event in journal.paid and back.operator and _within(asked, back.day):
            yield back.operator, "Refunds", back.amount
    for _id, entry, _copy in journal.of(CopyPrinted):
        if entry.operator and _within(asked, journal.day_of(entry.at)):
            yield entry.operator, "Copies", 0
    for _id, entry, refused in journal.of(SignInRefused):
        if refused.reason == "wrong_pin" and _within(asked, journal.day_of(entry.at)):
            yield refused.operator, "Wrong PINs", 0
    shifts = {id: shift for id, _entry, shift in journal.of(ShiftOpened)}
    for _id, _entry, opened in journal.of(DrawerOpened):
        shift = shifts[opened.shift]
        if _within(asked, shift.accounting_date):
            yield shift.operator, "Drawer opened", 0
    for shift, closed in _closed(journal, asked):
        if closed.over_short:
            what = "Over" if closed.over_short > 0 else "Short"
            yield shift.operator, what, abs(closed.over_short)


def _closed(journal: Journal, asked: Asked) -> Iterator[tuple[ShiftOpened, ShiftClosed]]:
    """Shifts of the days that were closed."""
    shifts = {id: shift for id, _entry, shift in journal.of(ShiftOpened)}
    for _id, _entry, closed in journal.of(ShiftClosed):
        if _within(asked, shifts[closed.shift].accounting_date):
            yield shifts[closed.shift], closed


def _within(asked: Asked, day: date) -> bool:
    return asked.since <= day <= asked.until
