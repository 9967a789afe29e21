"""Read-backs as an inquiry finds them, newest first; pages go by key."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain.cards import ReadBack, UtilityKind
from app.domain.identity import EventId
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import LARGEST_KEY


class ReadingFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which read-backs; all where nothing is said."""

    account: str | None = None
    meter: str | None = None
    card: bytes | None = None
    since: date | None = None
    until: date | None = None
    """Last day."""


class ReadingPlace(NamedTuple):
    """Where a page begins: before this read-back, newest first."""

    date: str
    event: int
    allocation: int


class FoundReading(msgspec.Struct, frozen=True, kw_only=True):
    """A read-back in a list."""

    event: EventId
    allocation: EventId
    account: str
    meter: str
    kind: UtilityKind
    model: str
    serial: bytes
    date: date
    """Day on which the card brought it."""
    read_back: ReadBack


_read_back = msgspec.json.Decoder(ReadBack)
METER = (
    "COALESCE((SELECT value FROM allocation_field WHERE "
    "allocation_field.allocation = allocation.id AND field = 'meter'), allocation.meter)"
)
"""Number of an allocation's meter, as put right."""
_READINGS = (
    "SELECT read_back.event, read_back.allocation, read_back.account, read_back.serial, "  # noqa: S608  constants of this module
    f"read_back.date, read_back.read_back, {METER}, allocation.kind, allocation.model "
    "FROM read_back LEFT JOIN allocation ON allocation.id = read_back.allocation "
    "WHERE (read_back.date, read_back.event, read_back.allocation) < (?, ?, ?)"
)
_ORDER = "ORDER BY read_back.date DESC, read_back.event DESC, read_back.allocation DESC LIMIT ?"
_OF_METER = (
    "{0}read_back.allocation IN (SELECT id FROM allocation named WHERE named.meter = ? UNION "
    "SELECT corrected.allocation FROM allocation_field corrected WHERE corrected.value = ? "
    "AND corrected.field = 'meter')"
)
_END = ReadingPlace("9999-99-99", 0, 0)


def readings(
    db: Database, which: ReadingFilter, most: int, before: ReadingPlace | None = None
) -> list[FoundReading]:
    """Read-backs, newest first, at most ``most``; ``before``: the place of the last one told."""
    sql, params = statement(which, most, before)
    return [_reading(*row) for row in execute(db, sql, params)]


def statement(
    which: ReadingFilter, most: int, before: ReadingPlace | None = None
) -> tuple[str, list[object]]:
    """The statement behind :func:`readings`, with its parameters."""
    start = before or _END
    if which.until is not None:
        start = min(start, ReadingPlace(which.until.isoformat(), LARGEST_KEY, LARGEST_KEY))
    conditions, params = list[str](), list[object](start)
    asked: list[tuple[object, str, list[object]]] = [
        (which.card, "{0}read_back.serial = ?", [which.card]),
        (which.meter, _OF_METER, [which.meter, which.meter]),
        (which.account, "{0}read_back.account = ?", [which.account]),
    ]
    for value, condition, values in asked:
        if value is not None:
            # The first one has the index; a plus keeps the others off theirs.
            conditions.append(condition.format("+" if conditions else ""))
            params += values
    if which.since is not None:
        conditions.append("read_back.date >= ?")
        params.append(which.since.isoformat())
    said = "".join(f" AND {condition}" for condition in conditions)
    return f"{_READINGS}{said} {_ORDER}", [*params, most]


def _reading(
    event: int,
    allocation: int,
    account: str,
    serial: bytes,
    day: str,
    read_back: bytes,
    meter: str | None,
    kind: str | None,
    model: str | None,
) -> FoundReading:
    return FoundReading(
        event=EventId.from_key(event),
        allocation=EventId.from_key(allocation),
        account=account,
        meter=meter or "",
        kind=UtilityKind(kind or UtilityKind.WATER),
        model=model or "",
        serial=bytes(serial),
        date=date.fromisoformat(day),
        read_back=_read_back.decode(read_back),
    )
