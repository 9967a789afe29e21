"""The health of meters, by what they last told: worst first; pages go by key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.identity import EventId
from app.domain.meter_health import worst_first
from app.ledger.projection.statements import all_rows
from app.ledger.queries.found_readings import METER


class HealthFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which meters: with a warning, then those without that told nothing for long."""

    silent_since: date
    """Last day of what counts as long ago."""
    warning: int = 0
    """Only those with this bit of MeterStatus; 0: with any."""
    silent: bool = False
    """Only those that told nothing since, whatever they told then."""


class HealthPlace(NamedTuple):
    """Where a page of meters goes on: after this one, worst first."""

    status: int
    date: str
    allocation: int


class FoundMeter(msgspec.Struct, frozen=True, gc=False):
    """What a meter last told of itself: a row of the statement, fields in its columns' order."""

    allocation_key: int
    event_key: int
    account: str
    meter: str
    kind_name: str
    model: str
    day: str
    told_then: int
    status: int
    """Bits of MeterStatus."""
    remaining: int

    @property
    def allocation(self) -> EventId:
        """Which meter it is."""
        return EventId.from_key(self.allocation_key)

    @property
    def event(self) -> EventId:
        """The event that told it, or that allocated the meter."""
        return EventId.from_key(self.event_key)

    @property
    def kind(self) -> UtilityKind:
        """What it meters."""
        return UtilityKind(self.kind_name)

    @property
    def date(self) -> date:
        """Day on which it was told; where nothing was yet, on which the meter was allocated."""
        return date.fromisoformat(self.day)

    @property
    def told(self) -> bool:
        """Whether the meter has told anything yet."""
        return bool(self.told_then)

    @property
    def place(self) -> HealthPlace:
        """Where the next page begins when it is the last of one."""
        return HealthPlace(self.status, self.day, self.allocation_key)


# Each status that some meter has, found by leaps over the index.
STATUSES = (
    "WITH RECURSIVE one(status) AS (SELECT MIN(status) FROM last_reading UNION ALL "
    "SELECT (SELECT MIN(next.status) FROM last_reading next WHERE next.status > one.status) "
    "FROM one WHERE one.status IS NOT NULL) SELECT status FROM one WHERE status IS NOT NULL"
)
# A meter that has gone, or whose account has ended, is ill no more.
_OF_STATUS = (
    "SELECT last_reading.allocation, last_reading.event, allocation.account, "  # noqa: S608  constants of this module
    f"{METER}, allocation.kind, allocation.model, last_reading.date, "
    "last_reading.told, last_reading.status, last_reading.remaining "
    "FROM last_reading JOIN allocation ON allocation.id = last_reading.allocation "
    "LEFT JOIN allocation_end ON allocation_end.allocation = last_reading.allocation "
    "WHERE last_reading.status = +? AND (last_reading.date, last_reading.allocation) > (?, ?) "
    "AND last_reading.date <= ? AND allocation_end.ended IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM account_state WHERE account_state.account = allocation.account "
    "AND account_state.becomes IN ('cancelled', 'merged', 'voided')) "
    "AND NOT EXISTS (SELECT 1 FROM plan WHERE plan.subject = allocation.id "
    "AND plan.outcome = 'not_written') "
    "ORDER BY last_reading.date, last_reading.allocation LIMIT ? + 0"
)
_NO_DAY = "9999-99-99"


def statuses(db: Database) -> list[int]:
    """All that meters last told, worst first; 0, nothing wrong, last."""
    found = [int(status) for (status,) in all_rows(db, STATUSES)]
    return sorted(found, key=worst_first)


def health(
    db: Database, which: HealthFilter, most: int, after: HealthPlace | None = None
) -> list[FoundMeter]:
    """Meters, worst first; of one status those first that told it longest ago."""
    found: list[FoundMeter] = []
    for sql, params in statements(statuses(db), which, after):
        found += [FoundMeter(*row) for row in all_rows(db, sql, (*params, most - len(found)))]
        if len(found) == most:
            break
    return found


def statements(
    present: list[int], which: HealthFilter, after: HealthPlace | None = None
) -> Iterator[tuple[str, list[object]]]:
    """The statements behind :func:`health`, one for each status; the limit is still to be added."""
    silent = which.silent_since.isoformat()
    for status in present:
        if (which.warning and not status & which.warning) or _passed(status, after):
            continue
        begun = after is not None and after.status == status
        day, allocation = (after.date, after.allocation) if after and begun else ("", 0)
        upto = silent if which.silent or not status else _NO_DAY
        yield _OF_STATUS, [status, day, allocation, upto]


def _passed(status: int, after: HealthPlace | None) -> bool:
    """Whether all meters with a status were told on earlier pages."""
    return after is not None and worst_first(status) < worst_first(after.status)
