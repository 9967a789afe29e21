"""What meters told through their customers' cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from peewee import Database

from app.domain.cards import ReadBack
from app.domain.identity import EventId
from app.ledger.projection.json_words import true_in
from app.ledger.projection.statements import all_rows
from app.ledger.queries.reading import first, rows_for


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
_NEWEST_TOTALS = (
    "WITH asked (allocation, day) AS (VALUES {0}) SELECT read_back.allocation, read_back.event, "  # noqa: S608  constants of this module
    "read_back.date, read_back.serial, read_back.read_back FROM asked "
    "JOIN read_back ON read_back.allocation = asked.allocation AND read_back.event = "
    "(SELECT one.event FROM read_back one WHERE one.allocation = asked.allocation "
    f"AND one.date <= asked.day AND {true_in('one.read_back', 'totals')} "
    "ORDER BY one.at DESC, one.event DESC LIMIT 1)"
)
_BROUGHT = "SELECT 1 FROM read_back WHERE allocation = ? AND serial = ? LIMIT 1"
_TAKEN = (
    "SELECT 1 FROM read_back WHERE allocation = ? AND number = ? AND total_credited = ? LIMIT 1"
)


def newest(db: Database, allocation: EventId) -> KeptReadBack | None:
    """The last read-back of a meter that this ledger knows."""
    row = first(db, _NEWEST, (allocation.to_key(),))
    return None if row is None else _kept(row)


def newest_totals(db: Database, meters: Sequence[tuple[int, str]]) -> dict[int, KeptReadBack]:
    """The last read-back with totals of each meter, by the key of its allocation.

    ``meters``: such keys, each with the day up to which it is looked for.
    """
    if not meters:
        return {}
    sql = _NEWEST_TOTALS.format(rows_for(meters))
    values = [cell for meter in meters for cell in meter]
    return {allocation: _kept(row) for allocation, *row in all_rows(db, sql, values)}


def _kept(row: Sequence[Any]) -> KeptReadBack:
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
