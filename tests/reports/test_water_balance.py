"""The water balance: months add up to their region, purchases to what was sold."""

from __future__ import annotations

import pytest

from tests.counter import REGION
from tests.reports.conftest import Office

FIGURES = ("sold", "given", "loaded", "cards", "by_cards", "dials", "by_dials")


@pytest.mark.parametrize(
    ("by", "region"), [("region", str(REGION)), ("region-1", "100"), ("region-2", str(REGION))]
)
def test_months_add_up_to_the_region_at_each_level(office: Office, by: str, region: str) -> None:
    months = office.rows("water-balance", by="month")
    (row,) = office.rows("water-balance", by=by)
    assert row["region"] == region
    assert {one["region"] for one in months} == {str(REGION)}
    for name in FIGURES:
        assert row[name] == sum(one[name] for one in months) > 0
    assert row["unused"] == row["loaded"] - row["by_cards"]
    assert row["difference"] == row["by_dials"] - row["by_cards"]


def test_the_purchases_behind_a_row_add_up_to_what_it_sold(office: Office) -> None:
    volumes = {sale.event.to_key(): sale.price.quantity for sale in office.journal.sales}
    back = {"2026-12": 3_000}
    for by in ("region", "region-1", "month"):
        for row in office.rows("water-balance", by=by):
            behind = office.behind("water-balance", tuple(row.values()), by=by)
            given_back = sum(back.values()) if by != "month" else back.get(row["month"], 0)
            assert sum(volumes[id] for id, _allocation in behind) - given_back == row["sold"]
