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
