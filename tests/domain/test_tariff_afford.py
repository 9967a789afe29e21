"""Buying by money: as much as it buys, never more, never a step less."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.amounts import BadAmount
from app.domain.quantity import PRICE_SCALE
from app.domain.tariff.afford import afford
from app.domain.tariff.breakdown import Breakdown, Line, LineKind, PricingFacts
from app.domain.tariff.errors import (
    AboveMaximum,
    BelowMinimum,
    NothingBuyable,
    OverLargest,
    OverMonthlyCap,
    TariffError,
)
from app.domain.tariff.quote import quote_volume
from app.domain.tariff.revision import TariffRevision, Tier
from tests.domain.examples import WUXI, facts_with, revision_with, shown
from tests.domain.strategies import limited_sales

Sale = tuple[TariffRevision, PricingFacts]
MONEY = st.one_of(st.integers(0, 2_000), st.integers(0, 10**6))


@pytest.mark.parametrize(
    ("bought", "money", "quantity", "rest"),
    [
        (0, 2000, 10_002, 0),  # 10.002 m3 are 2000.4, which rounds to 2000
        (0, 5000, 25_001, 0),  # one litre of tier 2 is 0.3
        (0, 6500, 30_001, 0),
        (24_000, 800, 27_001, 0),
        (0, 1, 7, 0),  # 7 litres are 1.4; 8 are 1.6
    ],
)
def test_the_last_litre_that_the_money_reaches(
    bought: int, money: int, quantity: int, rest: int
) -> None:
    breakdown = afford(WUXI, facts_with(bought=bought), money)
    assert (breakdown.bought, breakdown.rest) == (quantity, rest)


def test_whole_cubic_metres_leave_a_rest() -> None:
    breakdown = afford(WUXI, facts_with(step=1_000), 5_999)
    assert shown(breakdown) == [("tier-1", 25_000, 5000), ("tier-2", 3_000, 900)]
    assert (breakdown.to_pay, breakdown.rest) == (5_900, 99)


def test_the_account_balance_is_used_before_the_money() -> None:
    breakdown = afford(WUXI, facts_with(step=1_000, balance=1_050), 1_000)
    assert (breakdown.quantity, breakdown.balance_used) == (10_000, 1_050)
    assert (breakdown.to_pay, breakdown.rest) == (950, 50)


def test_the_account_balance_alone_buys() -> None:
    breakdown = afford(WUXI, facts_with(step=1_000, balance=1_050), 0)
    assert (breakdown.quantity, breakdown.balance_used, breakdown.to_pay) == (5_000, 1_000, 0)


def test_fees_are_paid_before_any_volume() -> None:
    fee = Line(kind=LineKind.FEE, code="opening", name="Opening", amount=1_500)
    breakdown = afford(WUXI, facts_with(fees=(fee,), step=1_000), 2_000)
    assert shown(breakdown) == [("opening", 0, 1500), ("tier-1", 2_000, 400)]
    with pytest.raises(NothingBuyable):
        afford(WUXI, facts_with(fees=(fee,), step=1_000), 1_600)


def test_limits_bind_and_the_rest_goes_back() -> None:
    cases: list[tuple[Breakdown, int]] = [
        (afford(WUXI, facts_with(largest=7_500, step=1_000), 10_000), 7_000),
        (
            afford(revision_with(monthly_cap=9_000), facts_with(bought_this_month=5_500), 10_000),
            3_500,
        ),
        (afford(revision_with(maximum=1_000), facts_with(step=1_000), 10_000), 5_000),
    ]
    for breakdown, quantity in cases:
        assert breakdown.quantity == quantity
        assert breakdown.rest == 10_000 - breakdown.to_pay


def test_money_below_the_minimum_still_fetches_free_volume() -> None:
    revision = revision_with(minimum=2_000, allowance=5_000)
    for money in (0, 1_000):
        breakdown = afford(revision, facts_with(), money)
        assert (breakdown.quantity, breakdown.to_pay, breakdown.rest) == (5_000, 0, money)


@pytest.mark.parametrize(
    ("revision", "facts", "money", "error", "figures"),
    [
        (WUXI, facts_with(step=1_000), 150, NothingBuyable, ["1.50", "1.000 m3", "2.00"]),
        (WUXI, facts_with(), 0, NothingBuyable, ["0.00", "0.003 m3", "0.01"]),
        (revision_with(minimum=2_000), facts_with(), 900, BelowMinimum, ["9.00", "20.00"]),
        (
            revision_with(minimum=2_000, monthly_cap=9_000),
            facts_with(),
            9_000,
            BelowMinimum,
            ["18.00", "20.00"],
        ),
        (
            revision_with(monthly_cap=9_000),
            facts_with(bought_this_month=9_000),
            900,
            OverMonthlyCap,
            ["9.000 of 9.000", "0.000 m3 are left", "2026-04-01"],
        ),
        (WUXI, facts_with(largest=900, step=1_000), 900, OverLargest, ["1.000", "0.900"]),
        (
            revision_with(maximum=150),
            facts_with(step=1_000),
            900,
            AboveMaximum,
            ["2.00", "1.50"],
        ),
    ],
)
def test_a_refusal_names_the_figures_and_says_that_nothing_was_paid(
    revision: TariffRevision,
    facts: PricingFacts,
    money: int,
    error: type[TariffError],
    figures: list[str],
) -> None:
    with pytest.raises(error) as caught:
        afford(revision, facts, money)
    said = f"{caught.value.message} {caught.value.remedy}"
    assert [figure for figure in figures if figure not in said] == []
    assert "Nothing was paid" in caught.value.remedy


def test_figures_are_shown_in_the_decimals_of_the_currency() -> None:
    with pytest.raises(BelowMinimum, match=r"credit for 900; the smallest purchase is 2000\."):
        afford(revision_with(minimum=2_000), facts_with(), 900, digits=0)


@pytest.mark.parametrize("money", [-1, 10**12 + 1])
def test_amounts_that_cannot_be_meant_are_refused(money: int) -> None:
    with pytest.raises(BadAmount):
        afford(WUXI, facts_with(), money)


def test_money_for_more_than_a_card_can_ever_carry_stops_at_the_ceiling() -> None:
    nearly_free = revision_with(tiers=(Tier(upto=None, price=1),))
    breakdown = afford(nearly_free, facts_with(), 10**12)
    assert breakdown.quantity == 10**12
    assert breakdown.rest == 10**12 - breakdown.to_pay
    assert breakdown.to_pay == 10**12 * 1 // (1000 * PRICE_SCALE)


@given(limited_sales(), MONEY)
def test_never_exceeds_the_money_and_agrees_with_buying_by_volume(sale: Sale, money: int) -> None:
    revision, facts = sale
    try:
        breakdown = afford(revision, facts, money)
    except TariffError:
        return
    assert 0 <= breakdown.to_pay <= money
    assert breakdown.rest == money - breakdown.to_pay
    assert breakdown.balance_used <= facts.balance
    by_volume = quote_volume(revision, facts, breakdown.quantity)
    assert by_volume == msgspec.structs.replace(breakdown, rest=0)


@given(limited_sales(), MONEY, st.one_of(st.just(1), st.integers(1, 5_000)))
def test_never_leaves_room_for_one_more_step(sale: Sale, money: int, steps: int) -> None:
    """Whatever is more than it sells is refused by a limit or costs more than the money."""
    revision, facts = sale
    try:
        sold = afford(revision, facts, money).quantity
    except TariffError:
        sold = 0
    try:
        more = quote_volume(revision, facts, sold + steps * facts.step)
    except TariffError:
        return
    assert more.to_pay > money


@given(limited_sales(), st.integers(1, 2_000))
def test_the_price_of_a_volume_buys_at_least_that_volume(sale: Sale, steps: int) -> None:
    revision, facts = sale
    try:
        quoted = quote_volume(revision, facts, steps * facts.step)
    except TariffError:
        return
    afforded = afford(revision, facts, quoted.to_pay)
    assert afforded.quantity >= quoted.quantity
    assert afforded.to_pay <= quoted.to_pay
