"""Meter changes and unused credit: what the events say is in meters, on cards, and owed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from peewee import Database

from app.ledger.events.corrections import MeterCorrected
from tests.counter import REGION
from tests.reports import truth
from tests.reports.life_office import LAST
from tests.reports.told import Told, made
from tests.reports.truth_credit import meter_changes, unused

FIGURES = ("loaded", "used", "remaining", "since", "owed", "unused")
DAYS = (date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 9), LAST)


def as_put_right(events: truth.Events, rows: dict[str, Told]) -> dict[str, Told]:
    """Meters whose number was mistyped have the right one, whenever it is asked."""
    renamed = {
        one.event.old_meter: one.event.new_meter
        for _id, one in events
        if isinstance(one.event, MeterCorrected)
    }
    right = {renamed.get(meter, meter): row for meter, row in rows.items()}
    return {meter: {**row, "meter": meter} for meter, row in right.items()}


def test_meter_changes(tables: Database, happened: truth.Events) -> None:
    rows, totals, _behind = made(tables, "meter-changes")
    expected = meter_changes(happened)
    assert rows == expected
    for name in ("fees", "due", "given", "outstanding"):
        assert totals[name] == sum(row[name] for row in expected)
    assert totals["due"] > totals["given"] > totals["outstanding"] > 0
    assert totals["arrears"] > 0


@pytest.mark.parametrize("until", DAYS)
def test_credit_of_each_meter(tables: Database, happened: truth.Events, until: date) -> None:
    rows, _totals, _behind = made(tables, "unused-credit", "meter", until=until)
    assert {row["meter"]: row for row in rows} == as_put_right(happened, unused(happened, until))


@pytest.mark.parametrize("until", DAYS)
@pytest.mark.parametrize("by", ["region", "kind"])
def test_credit_together_as_of_its_days(
    tables: Database, happened: truth.Events, by: str, until: date
) -> None:
    meters = unused(happened, until).values()
    days = [row["told"] for row in meters if "told" in row]
    ((row),) = made(tables, "unused-credit", by, until=until).rows
    assert row[by] == (str(REGION) if by == "region" else "water")
    assert row.get("oldest") == min(days, default=None)
    assert row.get("newest") == max(days, default=None)
    assert (row["meters"], row["silent"]) == (len(meters), len(meters) - len(days))
    assert [row[name] for name in FIGURES] == [
        sum(meter[name] for meter in meters) for name in FIGURES
    ]


def test_what_the_readings_do_not_know_of_stands_behind(
    tables: Database, happened: truth.Events
) -> None:
    since: defaultdict[str, int] = defaultdict(int)
    prices = {id.to_key(): entry.event for id, entry in happened}
    rows, _totals, behind = made(tables, "unused-credit", "meter")
    for row, ids in zip(rows, behind, strict=True):
        for id in ids:
            since[row["meter"]] += prices[id].loads[0].quantity  # type: ignore[union-attr]
    (together,) = made(tables, "unused-credit", "region").behind
    assert len(together) == sum(map(len, behind)) > 0
    for row in rows:
        assert since[row["meter"]] <= row["since"]


def test_reading_meters_goes_on_in_pieces(
    tables: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(tables, "unused-credit", "meter")
    together = made(tables, "unused-credit", "region")
    monkeypatch.setattr("app.reports.unused_credit._PIECE", 2)
    assert made(tables, "unused-credit", "meter") == whole
    assert made(tables, "unused-credit", "region") == together
