"""Lives that reports are asked about, and which days they are asked about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import Database

from app.ledger import journal
from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from tests.counter import Counter
from tests.reports.journal_read import Journal


class Life(NamedTuple):
    """A counter's life: its tables and its journal."""

    db: Database
    journal: Journal
    periods: tuple[tuple[date, date], ...]

    def questions(self, name: str) -> Iterator[Asked]:
        """All that a report is asked of it: by every grouping, for every period and account."""
        report = REPORTS[name]
        accounts = self.journal.accounts if report.of_account else [""]
        for since, until in self.periods:
            for by in report.by or ("",):
                for account in accounts:
                    yield Asked(since=since, until=until, by=by, account=account)


def read_journal(db: Any) -> Journal:
    """Of a counter's ledger, or of head office's."""
    return Journal((id, entry) for batch in journal.scan(db) for id, entry, _bytes in batch)


@contextmanager
def a_life(counter: Counter, first: date, last: date) -> Iterator[Life]:
    """As it stands: all of it, a month, a week and a day of it, days before it, and years after
    which debts have grown old."""
    month = date(2026, 12, 1), date(2026, 12, 31)
    week = date(2026, 12, 4), date(2026, 12, 10)
    day = date(2026, 12, 2), date(2026, 12, 2)
    before = date(2026, 3, 1), date(2026, 3, 31)
    later = [(first, last + timedelta(days=days)) for days in (200, 500)]
    assert counter.ledger is not None
    with counter.ledger.read() as reader:
        yield Life(
            reader.db, read_journal(reader.db), ((first, last), month, week, day, before, *later)
        )
