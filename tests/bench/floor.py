"""The least that must be done for a report: a statement of SQL, its rows fetched and forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.reports.asked import Asked


@dataclass(frozen=True)
class Floor:
    """A statement, and which columns of the report it says at which place of its rows."""

    sql: str
    values: tuple[object, ...]
    says: Mapping[str, int] = field(default_factory=dict)


def unsaid(floors: Iterable[Floor]) -> list[Floor]:
    """The same, for reports that have no such columns."""
    return [Floor(one.sql, one.values) for one in floors]


def between(which: Asked) -> tuple[int, int]:
    """The first stamp of the days and the first one after them; three hours east of Greenwich."""
    first, after = (_midnight(day) for day in (which.since, which.until + timedelta(days=1)))
    return first, after


def _midnight(day: date) -> int:
    return ((day - date(1970, 1, 1)).days * 24 - 3) * 3_600_000 << 16
