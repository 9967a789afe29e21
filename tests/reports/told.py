"""What a report tells, by the names of its columns; what it leaves empty is not in it."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from peewee import Database

from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.columns import Row
from app.reports.running import Running, purchases_behind
from tests.reports.life_office import FIRST, LAST

Told = dict[str, Any]


class Made(NamedTuple):
    """A report that was made."""

    rows: list[Told]
    totals: Told
    behind: list[list[int]]
    """Events of the purchases behind each row."""


def made(db: Database, name: str, by: str = "", *, since: date = FIRST, until: date = LAST) -> Made:
    """Its rows, its totals, and what stands behind each row."""
    which = Asked(since=since, until=until, by=by)
    running = Running(db, REPORTS[name], which)
    names = [column.name for column in running.columns]
    rows = list(running)
    behind = [
        [id for id, _allocation in purchases_behind(db, REPORTS[name], which, row)] for row in rows
    ]
    return Made([_named(names, row) for row in rows], _named(names, running.totals or ()), behind)


def _named(names: list[str], row: Row) -> Told:
    if not row:
        return {}
    return {name: cell for name, cell in zip(names, row, strict=True) if cell not in (None, "")}
