"""The ledger that reports are measured on has what they tell of, and bare SQL tells the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from app.ledger.database import open_reader
from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.running import Running
from tests.bench.report_runs import Period, differing
from tests.bench.reported_ledger import population_of, reported

_SELDOM = {
    *("silent-accounts", "unusual", "late-bookings", "function-cards"),
    *("refunds", "meter-changes", "reissues", "corrections"),
}
"""Of so few accounts there may be none."""


def test_reports_and_their_bare_sql_say_the_same(tmp_path: Path) -> None:
    ledger = reported(tmp_path / "ledger.db", replace(population_of(60), rounds=3))
    period = Period("all", date(2026, 11, 1), date(2027, 1, 31))
    assert differing(ledger, period) == []
    database = open_reader(ledger)
    which = Asked(since=period.since, until=period.until)
    told = {
        name
        for name, report in REPORTS.items()
        if not report.of_account and list(Running(database, report, which))
    }
    database.close()
    assert {one.name for one in REPORTS.values() if not one.of_account} - told <= _SELDOM
