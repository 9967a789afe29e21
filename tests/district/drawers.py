"""What is in a drawer, as somebody counts it."""

from __future__ import annotations

from peewee import Database

from app.domain.denominations import denominations
from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.ledger.queries.reading import value

_CASH = "SELECT SUM(amount) FROM shift_book WHERE shift = ? AND book = ?"


def in_drawer(db: Database, shift: EventId) -> Money:
    """What the books say is in it."""
    return int(value(db, _CASH, (shift.to_key(), Book.DRAWER.value)) or 0)


def pieces(cash: Money) -> str:
    """A count of notes and coins, as it is typed; what no coin has is counted in cents."""
    found, left = [], cash
    for piece in (*denominations("KES", 2), 1):
        count, left = divmod(left, piece)
        if count:
            found.append(f"{piece / 100:.2f}x{count}")
    return ",".join(found) or "0"
