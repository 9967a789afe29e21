"""Read-backs as an inquiry finds them, newest first; pages go by key."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain.cards import ReadBack, UtilityKind
from app.domain.identity import EventId
from app.ledger.projection.statements import all_rows
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


class FoundReading(msgspec.Struct, frozen=True, gc=False):
    """A read-back in a list: a row of the statement; what is asked of it is made when it is asked.

    Fields stand in the order of the statement's columns.
    """

    key: int
    allocation_key: int
    account: str
    serial: bytes
    day: str
    told: bytes
    """What the meter wrote, as JSON."""
    meter_number: str | None
    kind_name: str | None
    model_name: str | None
    """These three are None while the allocation has not arrived here."""

    @property
    def event(self) -> EventId:
        """The event that read it from the card."""
        return EventId.from_key(self.key)

    @property
    def allocation(self) -> EventId:
        """Whose meter it is of."""
        return EventId.from_key(self.allocation_key)

    @property
    def date(self) -> date:
        """Day on which the card brought it."""
        return date.fromisoformat(self.day)

    @property
    def meter(self) -> str:
        """Its number, as put right; empty where it is not known."""
        return self.meter_number or ""

    @property
    def kind(self) -> UtilityKind:
        """What it meters."""
        return UtilityKind(self.kind_name or UtilityKind.WATER)

    @property
    def model(self) -> str:
        """Its model; empty where it is not known."""
        return self.model_name or ""

    @property
    def read_back(self) -> ReadBack:
        """What the meter wrote on the card."""
        return _read_back.decode(self.told)

    @property
    def place(self) -> ReadingPlace:
        """Where the next page begins when it is the last of one."""
        return ReadingPlace(self.day, self.key, self.allocation_key)


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
_ORDER = "ORDER BY read_back.date DESC, read_back.event DESC, read_back.allocation DESC LIMIT {0}"
# What fits fewest read-backs comes first: its index is used, and a plus keeps others off theirs.
_FILTERS = {
    "card": "{0}read_back.serial = +?",
    "meter": (
        "{0}read_back.allocation IN (SELECT id FROM allocation named WHERE named.meter = +? UNION "
        "SELECT corrected.allocation FROM allocation_field corrected WHERE corrected.value = +? "
        "AND corrected.field = 'meter')"
    ),
    "account": "{0}read_back.account = +?",
}
_SINCE = "read_back.date >= ?"
_END = ReadingPlace("9999-99-99", 0, 0)


def readings(
    db: Database, which: ReadingFilter, most: int, before: ReadingPlace | None = None
) -> list[FoundReading]:
    """Read-backs, newest first, at most ``most``; ``before``: the place of the last one told."""
    return [FoundReading(*row) for row in all_rows(db, *statement(which, most, before))]


def statement(
    which: ReadingFilter, most: int, before: ReadingPlace | None = None
) -> tuple[str, list[object]]:
    """The statement behind :func:`readings`, with its parameters."""
    start: tuple[str, int, int] = before or _END
    if which.until is not None:
        start = min(start, (which.until.isoformat(), LARGEST_KEY, LARGEST_KEY))
    params: list[object] = [*start]
    filters: tuple[str, ...] = ()
    for name in _FILTERS:
        value = getattr(which, name)
        if value is not None:
            filters += (name,)
            params += (value, value) if name == "meter" else (value,)
    if which.since is not None:
        params.append(which.since.isoformat())
    return _text(filters, most, since=which.since is not None), params


@lru_cache(maxsize=256)
def _text(filters: tuple[str, ...], most: int, *, since: bool) -> str:
    """The statement of these filters."""
    conditions = [_FILTERS[name].format("+" if at else "") for at, name in enumerate(filters)]
    if since:
        conditions.append(_SINCE)
    said = "".join(f" AND {condition}" for condition in conditions)
    return f"{_READINGS}{said} {_ORDER.format(most)}"
