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
        ("unusual", {"purchase_account", "read_back_allocation", "dial_reading_allocation"}),
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
"""Reports that look at sales find theirs by an index: none reads what it was not asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from peewee import Database

from app.ledger.database import connection_of
from tests.reports.told import made

LARGE = ("purchase", "plan", "receipt", "posting", "deed", "read_back", "invoice_use", "refund")
DAY = date(2026, 12, 9)


@contextmanager
def asked(db: Database) -> Iterator[list[tuple[str, object]]]:
    """Statements meanwhile, with what is bound."""
    found: list[tuple[str, object]] = []
    connection = connection_of(db)

    def listen(_cursor: object, sql: str, values: object) -> bool:
        found.append((sql, values))
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
        yield found
    finally:
        connection.set_exec_trace(None)


@pytest.mark.parametrize(
    ("name", "by"),
    [
        *(("cashier-close", by) for by in ("shift", "day", "operator")),
        ("receipts", ""),
        ("corrections", ""),
        ("meter-changes", ""),
        *(("unused-credit", by) for by in ("region", "kind", "meter")),
        ("tenders", ""),
        ("refunds", ""),
    ],
)
def test_no_large_table_is_read_through(tables: Database, name: str, by: str) -> None:
    with asked(tables) as found:
        made(tables, name, by, since=DAY, until=DAY)
    assert found
    connection = connection_of(tables)
    for sql, values in found:
        plan = [
            str(step[3])
            for step in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)  # type: ignore[arg-type]
        ]
        through = [step for step in plan for table in LARGE if step.split()[:2] == ["SCAN", table]]
        assert not [step for step in plan if "AUTOMATIC" in step], (sql, plan)
        # Where a partial index has only the few rows in question, it is read as a whole.
        assert not [step for step in through if "USING" not in step], (sql, plan)
