"""What was done to drawers beside sales."""

from __future__ import annotations

from peewee import Database

from app.domain.cash_moves import CashMove, MovesOfShift
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import first

_OF_SHIFT = (
    "SELECT what, COUNT(*), SUM(amount) FROM cash_move WHERE shift = ? GROUP BY what ORDER BY what"
)

_FIRST_COUNT = "SELECT total FROM drawer_count WHERE shift = ? ORDER BY event LIMIT 1"


def moves_of_shift(db: Database, shift: EventId) -> tuple[MovesOfShift, ...]:
    """By what was done; what never was, is left out."""
    found = {
        what: (int(times), int(total))
        for what, times, total in execute(db, _OF_SHIFT, (shift.to_key(),))
    }
    return tuple(
        MovesOfShift(what=what, times=found[what.value][0], total=found[what.value][1])
        for what in CashMove
        if what.value in found
    )


def first_count(db: Database, shift: EventId) -> Money | None:
    """What a shift's first count came to; None: it was not counted yet."""
    row = first(db, _FIRST_COUNT, (shift.to_key(),))
    return None if row is None else int(row[0])
