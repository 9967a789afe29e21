"""What may not be sold by volume, and what is said about it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import MoneyState
from app.domain.tariff.breakdown import PricingFacts
from app.domain.tariff.errors import (
    AboveMaximum,
    BadQuantity,
    BelowMinimum,
    OverLargest,
    OverMonthlyCap,
    TariffError,
)
from app.domain.tariff.quote import quote_volume
from app.domain.tariff.revision import TariffRevision
from tests.domain.examples import WUXI, facts_with, revision_with
from tests.domain.strategies import after_purchase, limited_sales

CAPPED = revision_with(monthly_cap=20_000)
USED = facts_with(bought=15_000, bought_this_month=15_000)


@pytest.mark.parametrize(
    ("revision", "facts", "quantity", "error", "figures"),
    [
        (WUXI, facts_with(), 0, BadQuantity, ["0.000 m3", "0.001 m3"]),
        (WUXI, facts_with(), -1_000, BadQuantity, ["-1.000 m3"]),
        (WUXI, facts_with(step=100), 1_050, BadQuantity, ["1.050 m3", "0.100 m3"]),
        (WUXI, facts_with(largest=9_000), 9_001, OverLargest, ["9.001 m3", "9.000 m3"]),
        (WUXI, facts_with(), 10**12 + 1, OverLargest, ["1000000000.000 m3"]),
        (
            CAPPED,
            USED,
            5_001,
            OverMonthlyCap,
            ["15.000 of 20.000 m3", "5.000 m3 are left", "2026-04-01"],
        ),
        (revision_with(minimum=2_000), facts_with(), 9_990, BelowMinimum, ["19.98", "20.00"]),
        (
            revision_with(minimum=2_000, allowance=5_000),
            facts_with(),
            6_000,
            BelowMinimum,
            ["2.00"],
        ),
        (WUXI, facts_with(), 2, BelowMinimum, ["0.00", "0.01"]),
        (revision_with(maximum=2_000), facts_with(), 10_010, AboveMaximum, ["20.02", "20.00"]),
    ],
)
def test_a_refusal_names_the_figures(
    revision: TariffRevision,
    facts: PricingFacts,
    quantity: int,
    error: type[TariffError],
    figures: list[str],
) -> None:
    with pytest.raises(error) as caught:
        quote_volume(revision, facts, quantity)
    said = f"{caught.value.message} {caught.value.remedy}"
    assert [figure for figure in figures if figure not in said] == []
    assert "Nothing was paid" in caught.value.remedy
    assert caught.value.money is MoneyState.UNTOUCHED


def test_limits_themselves_are_allowed() -> None:
    assert quote_volume(CAPPED, USED, 5_000).quantity == 5_000
    assert quote_volume(WUXI, facts_with(largest=9_000), 9_000).quantity == 9_000
    assert quote_volume(revision_with(minimum=2_000), facts_with(), 10_000).total == 2_000
    assert quote_volume(revision_with(maximum=2_000), facts_with(), 10_000).total == 2_000


def test_below_the_minimum_the_remedy_says_what_it_takes_in_all() -> None:
    """20.00 for volume and as much for arrears."""
    with pytest.raises(BelowMinimum) as caught:
        quote_volume(revision_with(minimum=2_000), facts_with(arrears=90_00), 1_000)
    assert "It takes 40.00 in all" in caught.value.remedy


@given(limited_sales(), st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_a_month_never_has_more_than_its_cap(
    sale: tuple[TariffRevision, PricingFacts], wishes: list[int]
) -> None:
    revision, facts = sale
    for wish in wishes:
        try:
            bought = quote_volume(revision, facts, wish * 1_000)
        except TariffError:
            continue
        facts = after_purchase(facts, bought)
        assert revision.monthly_cap is None or facts.bought_this_month <= revision.monthly_cap
