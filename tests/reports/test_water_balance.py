"""The water balance says what the journal's events add up to, month by month and in all."""

from __future__ import annotations

from app.ledger.events.sales import PurchasePaid
from tests.counter import REGION
from tests.reports import truth_water
from tests.reports.conftest import Office
from tests.reports.life_office import FIRST, LAST

FIGURES = ("sold", "given", "loaded", "cards", "by_cards", "dials", "by_dials")


def test_each_month(office: Office) -> None:
    rows = office.rows("water-balance", by="month")
    told = {row["month"]: [row[name] for name in FIGURES] for row in rows}
    assert told == truth_water.balance(office.events, FIRST, LAST)
    assert {row["region"] for row in rows} == {str(REGION)}
    assert all(sum(one[at] for one in told.values()) > 0 for at in range(len(FIGURES)))


def test_regions_at_each_level_add_the_months_up(office: Office) -> None:
    months = truth_water.balance(office.events, FIRST, LAST).values()
    for by, region in (("region", str(REGION)), ("region-1", "100"), ("region-2", str(REGION))):
        (row,) = office.rows("water-balance", by=by)
        assert row["region"] == region
        assert [row[name] for name in FIGURES] == [sum(one) for one in zip(*months, strict=True)]
        assert row["unused"] == row["loaded"] - row["by_cards"]
        assert row["difference"] == row["by_dials"] - row["by_cards"]


def test_the_purchases_behind_a_row_add_up_to_what_it_sold(office: Office) -> None:
    volumes = {
        id.to_key(): entry.event.breakdown.quantity
        for id, entry in office.events
        if isinstance(entry.event, PurchasePaid)
    }
    back = {"2026-12": 3_000}
    for by in ("region", "region-1", "month"):
        for row in office.rows("water-balance", by=by):
            behind = office.behind("water-balance", tuple(row.values()), by=by)
            given_back = sum(back.values()) if by != "month" else back.get(row["month"], 0)
            assert sum(volumes[id] for id, _allocation in behind) - given_back == row["sold"]
