"""What meters told through their customers' cards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
from peewee import Database

from app.domain.cards import ReadBack
from app.domain.identity import EventId
from app.ledger.projection.statements import walk
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
_UNTIL = (
    "SELECT event, date, serial, read_back FROM read_back "
    "WHERE allocation = ? AND date <= ? ORDER BY at DESC, event DESC"
)
_BROUGHT = "SELECT 1 FROM read_back WHERE allocation = ? AND serial = ? LIMIT 1"
_TAKEN = (
    "SELECT 1 FROM read_back WHERE allocation = ? AND number = ? AND total_credited = ? LIMIT 1"
)


def newest(db: Database, allocation: EventId) -> KeptReadBack | None:
    """The last read-back of a meter that this ledger knows."""
    row = first(db, _NEWEST, (allocation.to_key(),))
    return None if row is None else _kept(row)


def newest_first(db: Database, allocation: EventId, until: date) -> Iterator[KeptReadBack]:
    """Read-backs of a meter up to a day; as far as somebody looks."""
    for row in walk(db, _UNTIL, (allocation.to_key(), until.isoformat())):
        yield _kept(row)


def _kept(row: tuple[Any, ...]) -> KeptReadBack:
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
