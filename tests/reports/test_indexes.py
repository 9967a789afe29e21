"""Reports about readings, operators and one account read by an index what they ask for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.ledger.database import connection_of
from tests.reports.conftest import Office

_LONG = re.compile(r"SCAN (purchase|posting|read_back|dial_reading|deed|touch|journal_event)\b")
"""Tables that grow with every sale or reading."""


@pytest.mark.parametrize(
    ("name", "indexes"),
    [
        ("water-balance", {"purchase_date", "read_back_date", "read_back_allocation"}),
        ("water-balance", {"dial_reading_date", "dial_reading_allocation", "plan_open"}),
        ("unusual", {"purchase_account", "dial_reading_allocation"}),
        ("unusual", {"read_back_allocation"}),
        ("operators", {"purchase_date"}),
        ("statement", {"purchase_account", "posting_account", "refund_account"}),
        ("function-cards", set()),
    ],
)
def test_nothing_long_is_scanned(office: Office, name: str, indexes: set[str]) -> None:
    asked: dict[str, Any] = {}
    connection = connection_of(office.db)

    def listen(_cursor: object, sql: str, values: Any) -> bool:
        asked[sql] = values
        return True

    connection.set_exec_trace(listen)
    try:
        account = office.homes[0].account if name == "statement" else ""
        assert office.rows(name, account=account)
    finally:
        connection.set_exec_trace(None)
    plans = " ".join(
        str(step[3])
        for sql, values in asked.items()
        for step in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)
    )
    assert not _LONG.findall(plans)
    assert indexes <= set(re.findall(r"INDEX (\w+)", plans))
