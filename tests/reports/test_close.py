"""The cashier's close says what the journal's events of each shift add up to."""

from __future__ import annotations

from datetime import date

import pytest
from peewee import Database

from app.domain.identity import EventId
from app.ledger.events.operators import ShiftOpened
from app.ledger.events.sales import PurchasePaid
from tests.reports import truth
from tests.reports.told import Told, made
from tests.reports.truth_close import Figures, closes

HEAD = ("date", "operator", "name", "shift", "z")


def figures(row: Told) -> Figures:
    """Without what a row is about."""
    return Figures({name: cell for name, cell in row.items() if name not in HEAD})


def test_each_shift(tables: Database, happened: truth.Events) -> None:
    rows, totals, _behind = made(tables, "cashier-close", "shift")
    expected = {str(id): one for id, one in closes(happened).items()}
    assert {row["shift"]: {**figures(row), "shifts": 1} for row in rows} == expected
    every = {name for one in expected.values() for name in one} - {"shifts"}
    assert {name: totals[name] for name in every} == {
        name: sum(one[name] for one in expected.values()) for name in every
    }
    for what in ("unsold", "meter_fees", "compensated", "reversed", "refunded", "not_cash"):
        assert totals[what], what


@pytest.mark.parametrize("by", ["day", "operator"])
def test_shifts_together(tables: Database, happened: truth.Events, by: str) -> None:
    opened = {id: entry.event for id, entry in happened if isinstance(entry.event, ShiftOpened)}
    expected: dict[str, Figures] = {}
    for id, one in closes(happened).items():
        shift = opened[id]
        key = shift.accounting_date.isoformat() if by == "day" else str(shift.operator)
        group = expected.setdefault(key, Figures())
        for name, figure in one.items():
            group[name] += figure
    rows = made(tables, "cashier-close", by).rows
    head = "date" if by == "day" else "operator"
    assert [row[head] for row in rows] == sorted(expected)
    assert {row[head]: figures(row) for row in rows} == expected


@pytest.mark.parametrize("by", ["shift", "day", "operator"])
def test_the_purchases_behind_a_row_are_those_it_counts(
    tables: Database, happened: truth.Events, by: str
) -> None:
    prices = {
        id.to_key(): entry.event.breakdown.total
        for id, entry in happened
        if isinstance(entry.event, PurchasePaid)
    }
    rows, _totals, behind = made(tables, "cashier-close", by)
    for row, ids in zip(rows, behind, strict=True):
        assert len(ids) == row.get("sales", 0)
        assert sum(prices[id] for id in ids) == row.get("charged", 0)


def test_the_days_asked_for_are_accounting_days(tables: Database, happened: truth.Events) -> None:
    day = date(2026, 12, 9)
    (row,) = made(tables, "cashier-close", "shift", since=day, until=day).rows
    (id,) = (
        id
        for id, entry in happened
        if isinstance(entry.event, ShiftOpened) and entry.event.accounting_date == day
    )
    assert row["shift"] == str(EventId(*id))
