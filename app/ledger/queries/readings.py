"""What meters told through their customers' cards."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.cards import ReadBack
from app.domain.identity import EventId
from app.ledger.queries.reading import first


class KeptReadBack(msgspec.Struct, frozen=True, kw_only=True):
    """A read-back, and when the card brought it."""

    event: EventId
    date: date
    serial: bytes
    read_back: ReadBack


_read_back = msgspec.json.Decoder(ReadBack)
_NEWEST = (
    "SELECT event, date, serial, read_back FROM read_back "
    "WHERE allocation = ? ORDER BY at DESC, event DESC LIMIT 1"
)
_BROUGHT = "SELECT 1 FROM read_back WHERE allocation = ? AND serial = ? LIMIT 1"
_TAKEN = (
    "SELECT 1 FROM read_back WHERE allocation = ? AND number = ? AND total_credited = ? LIMIT 1"
)


def newest(db: Database, allocation: EventId) -> KeptReadBack | None:
    """The last read-back of a meter that this ledger knows."""
    row = first(db, _NEWEST, (allocation.to_key(),))
    if row is None:
        return None
    event, day, serial, read_back = row
    return KeptReadBack(
        event=EventId.from_key(event),
        date=date.fromisoformat(day),
        serial=bytes(serial),
        read_back=_read_back.decode(bytes(read_back)),
    )


def told_by(db: Database, allocation: EventId, serial: bytes) -> bool:
    """Whether a card has brought anything back from the meter of an allocation."""
    return first(db, _BROUGHT, (allocation.to_key(), serial)) is not None


def told_of(db: Database, allocation: EventId, number: int, total_credited: int) -> bool:
    """Whether the meter once told this purchase number with this total: it has that load."""
    params = (allocation.to_key(), number, total_credited)
    return first(db, _TAKEN, params) is not None
