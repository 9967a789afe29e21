"""The cashier's close: its rows are in order, and each counts the purchases behind it."""

from __future__ import annotations

from datetime import date

import pytest
from peewee import Database

from app.ledger.events.operators import ShiftOpened
from tests.reports.journal_read import Journal
from tests.reports.told import made


@pytest.mark.parametrize(("by", "head"), [("day", "date"), ("operator", "operator")])
def test_shifts_together_are_in_order(tables: Database, by: str, head: str) -> None:
    told = [row[head] for row in made(tables, "cashier-close", by).rows]
    assert told == sorted(set(told))
    assert len(told) > 1


@pytest.mark.parametrize("by", ["shift", "day", "operator"])
def test_the_purchases_behind_a_row_are_those_it_counts(
    tables: Database, happened: Journal, by: str
) -> None:
    prices = {sale.event.to_key(): sale.price.total for sale in happened.sales}
    rows, _totals, behind = made(tables, "cashier-close", by)
    for row, ids in zip(rows, behind, strict=True):
        assert len(ids) == row.get("sales", 0)
        assert sum(prices[id] for id in ids) == row.get("charged", 0)


def test_the_days_asked_for_are_accounting_days(tables: Database, happened: Journal) -> None:
    day = date(2026, 12, 9)
    (row,) = made(tables, "cashier-close", "shift", since=day, until=day).rows
    (shift,) = (
        id for id, _entry, opened in happened.of(ShiftOpened) if opened.accounting_date == day
    )
    assert row["shift"] == str(shift)
