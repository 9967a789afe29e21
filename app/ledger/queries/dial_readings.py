"""Readings of dials: the last one that counts, those of a round, all of them in a list."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, TypeAlias

import msgspec
from peewee import Database

from app.domain.dial_readings import DialKnown, Fault, ReadingSource, Verdict
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.ledger.projection.statements import all_rows
from app.ledger.queries.accounts import METER_NUMBER, NOT_UNWRITTEN
from app.ledger.queries.reading import LARGEST_KEY, day_of, first, id_of, marks_for, value


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What a person decided about a questioned reading."""

    accepted: bool
    reason: str


class DialReading(msgspec.Struct, frozen=True, kw_only=True):
    """A reading of a dial, and what became of it."""

    event: EventId
    meter: str
    account: str
    allocation: EventId | None
    dial: Quantity | None
    read_on: date | None
    date: date
    source: ReadingSource
    verdict: Verdict
    faults: tuple[Fault, ...]
    used: Quantity | None
    remark: str
    reading_round: EventId | None
    line: int
    decided: Decided | None
    withdrawn: str | None
    """Why it counts no more; None: nobody withdrew it."""

    @property
    def stands(self) -> Verdict:
        """What becomes of it, as decided by now."""
        if self.withdrawn is not None:
            return Verdict.REFUSED
        if self.decided is None:
            return self.verdict
        return Verdict.ACCEPTED if self.decided.accepted else Verdict.REFUSED


class ReadingRound(msgspec.Struct, frozen=True, kw_only=True):
    """A round that was sent out."""

    id: EventId
    region: int
    regions: tuple[int, ...]
    readers: tuple[str, ...]
    date: date


class ReadingPlace(NamedTuple):
    """Where a page begins: before this reading, newest first."""

    date: str
    event: int


class OnRound(NamedTuple):
    """A meter of a region, for a round."""

    allocation: int
    account: str
    meter: str
    region: int
    began: str
    dial: int


_WITHDRAWN = (
    "EXISTS (SELECT 1 FROM dial_withdrawn WHERE dial_withdrawn.reading = dial_reading.event)"
)
COUNTS = f"((dial_reading.verdict = 'accepted' OR dial_settled.accepted) AND NOT {_WITHDRAWN})"
"""Which readings count, of :data:`JOINED`."""
JOINED = "dial_reading LEFT JOIN dial_settled ON dial_settled.reading = dial_reading.event"
_FROM = f"FROM {JOINED}"
_COLUMNS = (
    "dial_reading.event, meter, account, allocation, dial, read_on, date, source, verdict, faults, "
    "used, remark, reading_round, line, dial_settled.accepted, dial_settled.reason, "
    "(SELECT dial_withdrawn.reason FROM dial_withdrawn "
    "WHERE dial_withdrawn.reading = dial_reading.event)"
)
_LAST = (
    f"SELECT dial, read_on {_FROM} WHERE allocation = ? AND {COUNTS} "
    "ORDER BY read_on DESC, dial_reading.at DESC, dial_reading.event DESC LIMIT 1"
)
_COUNTED = (
    f"SELECT allocation, dial, read_on {_FROM} WHERE allocation BETWEEN ? AND ? AND read_on <= ? "
    f"AND {COUNTS} ORDER BY allocation, read_on, dial_reading.at, dial_reading.event"
)
# Another reading of the day takes the place of one that was withdrawn.
_RECORDED = (
    f"SELECT meter, read_on, dial, CASE WHEN {_WITHDRAWN} THEN 'refused' ELSE verdict END "  # noqa: S608  constants of this module
    "FROM dial_reading"
)
_OF_ROUND = f"{_RECORDED} WHERE reading_round = ?"
_OF_METER = f"{_RECORDED} WHERE meter = ? AND read_on = ? AND reading_round IS NULL"
_ON_ROUND = (
    f"SELECT allocation.id, allocation.account, {METER_NUMBER}, CAST(region.value AS BIGINT), "  # noqa: S608  constants of this module
    "began, COALESCE((SELECT CAST(value AS BIGINT) FROM allocation_field put "
    "WHERE put.allocation = allocation.id AND put.field = 'dial'), dial) FROM allocation "
    "JOIN account_field region ON region.account = allocation.account "
    "AND region.field = 'region' "
    "LEFT JOIN allocation_end ON allocation_end.allocation = allocation.id "
    f"WHERE region.value IN ({{0}}) AND ended IS NULL AND {NOT_UNWRITTEN} "
    "AND NOT EXISTS (SELECT 1 FROM account_state WHERE account_state.account = allocation.account "
    "AND becomes IN ('cancelled', 'merged', 'voided'))"
)
_BOUGHT = (
    "SELECT SUM(quantity) FROM purchase WHERE purchase.account = ? AND allocation = ? AND date >= ?"
)
_numbers = msgspec.json.Decoder(tuple[int, ...])
_names = msgspec.json.Decoder(tuple[str, ...])


def last_dial(db: Database, allocation: EventId) -> DialKnown | None:
    """The last reading of a meter that counts; None before any."""
    row = first(db, _LAST, (allocation.to_key(),))
    return None if row is None else DialKnown(dial=row[0], read_on=date.fromisoformat(row[1]))


def dials_counted(db: Database, first: int, last: int, until: date) -> dict[int, list[DialKnown]]:
    """All readings that count of each allocation from a key to another, up to a day, oldest first;
    by that key."""
    found: dict[int, list[DialKnown]] = {}
    for allocation, dial, day in all_rows(db, _COUNTED, (first, last, until.isoformat())):
        known = DialKnown(dial=dial, read_on=date.fromisoformat(day))
        found.setdefault(allocation, []).append(known)
    return found


def round_of(db: Database, id: EventId) -> ReadingRound | None:
    """A round by its identity."""
    row = first(
        db,
        "SELECT region, regions, readers, date FROM reading_round WHERE event = ?",
        (id.to_key(),),
    )
    if row is None:
        return None
    return ReadingRound(
        id=id,
        region=row[0],
        regions=_numbers.decode(bytes(row[1])),
        readers=_names.decode(bytes(row[2])),
        date=date.fromisoformat(row[3]),
    )


def on_round(db: Database, regions: frozenset[int]) -> list[OnRound]:
    """Meters that hang in these regions, in no order."""
    names = [str(region) for region in sorted(regions)]
    return [OnRound(*row) for row in all_rows(db, _ON_ROUND.format(marks_for(names)), names)]


def bought_since(db: Database, account: str, allocation: EventId, day: date) -> Quantity:
    """Volume bought for a meter since a day."""
    return int(value(db, _BOUGHT, (account, allocation.to_key(), day.isoformat())) or 0)


Recorded: TypeAlias = tuple[str, str | None, int | None]
"""Meter, day, dial: what tells one reading of a round from another."""


def recorded_of_round(db: Database, id: EventId) -> dict[Recorded, Verdict]:
    """The readings of a round that are on record."""
    return _recorded(all_rows(db, _OF_ROUND, (id.to_key(),)))


def recorded_on(db: Database, meter: str, day: str) -> dict[Recorded, Verdict]:
    """The readings of a meter of a day that are on record and of no round."""
    return _recorded(all_rows(db, _OF_METER, (meter, day)))


def _recorded(rows: list[tuple[str, str | None, int | None, str]]) -> dict[Recorded, Verdict]:
    return {(meter, day, dial): Verdict(verdict) for meter, day, dial, verdict in rows}


def file_taken(db: Database, digest: bytes) -> EventId | None:
    """The event that took in a file; None where it never came."""
    return id_of(value(db, "SELECT MIN(event) FROM reading_file WHERE digest = ?", (digest,)))


def reading(db: Database, id: EventId) -> DialReading | None:
    """A reading by its event."""
    row = first(db, f"SELECT {_COLUMNS} {_FROM} WHERE dial_reading.event = ?", (id.to_key(),))
    return None if row is None else _reading(row)


class ReadingFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which readings; all where nothing is said."""

    verdict: Verdict | None = None
    """As decided by now."""
    account: str | None = None
    meter: str | None = None
    since: date | None = None
    """First day on which they were recorded."""
    until: date | None = None


_STANDS = {
    Verdict.ACCEPTED: COUNTS,
    Verdict.QUESTIONED: "(verdict = 'questioned' AND dial_settled.accepted IS NULL)",
    Verdict.REFUSED: f"(verdict = 'refused' OR NOT dial_settled.accepted OR {_WITHDRAWN})",
}


def readings(
    db: Database, which: ReadingFilter, most: int, before: ReadingPlace | None = None
) -> list[DialReading]:
    """Readings, newest first, at most ``most``; ``before``: the place of the last one told."""
    start = before or ReadingPlace("9999-99-99", 0)
    if which.until is not None:
        start = min(start, ReadingPlace(which.until.isoformat(), LARGEST_KEY))
    conditions, params = ["(date, dial_reading.event) < (?, ?)"], [*start]
    for name in ("account", "meter"):
        wanted = getattr(which, name)
        if wanted is not None:
            conditions.append(f"{name} = ?")
            params.append(wanted)
    if which.since is not None:
        conditions.append("date >= ?")
        params.append(which.since.isoformat())
    if which.verdict is not None:
        conditions.append(_STANDS[which.verdict])
    sql = (
        f"SELECT {_COLUMNS} {_FROM} WHERE {' AND '.join(conditions)} "
        "ORDER BY date DESC, dial_reading.event DESC LIMIT ?"
    )
    return [_reading(row) for row in all_rows(db, sql, (*params, most))]


def _reading(row: tuple[Any, ...]) -> DialReading:
    event, meter, account, allocation, dial, read_on, day, source, verdict, faults = row[:10]
    used, remark, reading_round, line, accepted, reason, withdrawn = row[10:]
    return DialReading(
        event=EventId.from_key(event),
        meter=meter,
        account=account,
        allocation=id_of(allocation),
        dial=dial,
        read_on=day_of(read_on),
        date=date.fromisoformat(day),
        source=ReadingSource(source),
        verdict=Verdict(verdict),
        faults=tuple(Fault(fault) for fault in faults.split()),
        used=used,
        remark=remark,
        reading_round=id_of(reading_round),
        line=line,
        decided=None if accepted is None else Decided(accepted=bool(accepted), reason=reason),
        withdrawn=withdrawn,
    )
