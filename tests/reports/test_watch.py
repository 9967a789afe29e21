"""Who waits for a report hears that it goes on, though one statement of it takes long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from peewee import Database

from app.ledger.projection.statements import all_rows
from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.columns import Row
from app.reports.errors import ReportCancelled
from app.reports.running import Running
from app.reports.watch import Watch
from tests.reports.conftest import Office
from tests.reports.life import FIRST, LAST

_LONG = (
    "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 100000) "
    "SELECT COUNT(*) FROM number"
)


def _rows(db: Database, _which: Asked, _watch: Watch) -> Iterator[Row]:
    yield from all_rows(db, _LONG)


LASTS = replace(REPORTS["agents"], rows=_rows)
DAYS = Asked(since=FIRST, until=LAST)


def test_it_is_told_from_inside_a_statement_that_it_goes_on(office: Office) -> None:
    heard: list[str] = []
    watch = Watch(goes_on=lambda: heard.append("still there"))
    (row,) = _made(office.db, watch)
    assert row[0] == 100_000
    assert len(heard) > 1


def test_it_is_given_up_inside_a_statement(office: Office) -> None:
    heard: list[str] = []
    watch = Watch(goes_on=lambda: heard.append("still there"), given_up=lambda: len(heard) > 1)
    with pytest.raises(ReportCancelled):
        _made(office.db, watch)
    assert len(heard) == 2


def _made(db: Database, watch: Watch) -> list[Row]:
    columns = LASTS.columns(DAYS)[:1]
    return list(Running(db, replace(LASTS, columns=lambda _which: columns), DAYS, watch))
