"""Reports of what was sold and booked find their days by an index of purchases or postings."""

from __future__ import annotations

from typing import Any

import pytest

from app.ledger.database import connection_of
from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.running import Running
from tests.reports.life import FIRST, LAST


@pytest.mark.parametrize(
    ("name", "by", "index"),
    [
        ("sales", "day", "purchase_date"),
        ("sales-by", "region", "purchase_date"),
        ("sales-by", "model", "purchase_date"),
        ("tenders", "", "purchase_date"),
        ("tiers", "", "purchase_date"),
        ("arrears", "", "posting_account"),
        ("account-movements", "", "posting_account"),
        ("silent-accounts", "", "purchase_account"),
    ],
)
def test_only_the_days_asked_for_are_read(quarter: Any, name: str, by: str, index: str) -> None:
    asked: list[str] = []
    connection = connection_of(quarter)

    def listen(_cursor: object, sql: str, _values: object) -> bool:
        asked.append(sql)
        return True

    connection.set_exec_trace(listen)
    try:
        list(Running(quarter, REPORTS[name], Asked(since=FIRST, until=LAST, by=by)))
    finally:
        connection.set_exec_trace(None)
    plans = [
        str(step[3])
        for sql in asked
        if "purchase" in sql or "posting" in sql
        for step in connection.execute(
            f"EXPLAIN QUERY PLAN {sql}", ("2027-01-01",) * sql.count("?")
        )
    ]
    assert any(index in step for step in plans)
    assert not [step for step in plans if step.startswith("SCAN purchase")]
