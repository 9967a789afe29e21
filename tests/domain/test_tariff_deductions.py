"""Arrears and standing charges: at most a share of each payment, nothing before the lifeline."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.quantity import PRICE_SCALE
from app.domain.tariff.afford import afford
from app.domain.tariff.breakdown import Line, LineKind, PricingFacts
from app.domain.tariff.errors import NothingBuyable
from app.domain.tariff.pricing import pricing_for
from app.domain.tariff.quote import quote_volume
from app.domain.tariff.revision import StandingCharge, TariffRevision, Tier
from tests.domain.examples import amount_of, facts_with, revision_with, shown
from tests.domain.strategies import after_purchase, sales

Sale = tuple[TariffRevision, PricingFacts]

ONE_PRICE = (Tier(upto=None, price=100 * PRICE_SCALE),)
"""1.00 for a cubic metre."""
UNPAID_MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("owed", "share", "rate", "standing", "lines"),
    [
        # Half of 100.00 goes to arrears, half buys 50 m3.
        (200_00, 5_000, 10_000, 0, [("arrears", 0, 5000), ("tier-1", 50_000, 5000)]),
        # Less is owed than the share would take.
        (30_00, 5_000, 10_000, 0, [("arrears", 0, 3000), ("tier-1", 70_000, 7000)]),
        # The scheme gives 30 % to arrears, within the share; standing charges fill the share up.
        (
            200_00,
            5_000,
            3_000,
            15_00,
            [("arrears", 0, 3000), ("standing", 0, 1500), ("tier-1", 55_000, 5500)],
        ),
        # Arrears come first: they leave nothing of the share for standing charges.
        (200_00, 5_000, 10_000, 15_00, [("arrears", 0, 5000), ("tier-1", 50_000, 5000)]),
        # A share of nothing takes nothing.
        (200_00, 0, 10_000, 15_00, [("tier-1", 100_000, 10000)]),
        # A share of all: every debt is paid before any volume.
        (
            20_00,
            10_000,
            10_000,
            15_00,
            [("arrears", 0, 2000), ("standing", 0, 1500), ("tier-1", 65_000, 6500)],
        ),
    ],
)
def test_what_a_payment_of_100_is_used_for(
    owed: int, share: int, rate: int, standing: int, lines: list[tuple[str, int, int]]
) -> None:
    revision = revision_with(
        tiers=ONE_PRICE,
        deduction_share=share,
        arrears_rate=rate,
        standing=StandingCharge(monthly=standing, tax="", most_months=1) if standing else None,
    )
    facts = facts_with(arrears=owed, standing_paid_to=UNPAID_MARCH, step=10)
    breakdown = afford(revision, facts, 100_00)
    assert shown(breakdown) == lines
    assert breakdown.rest == 0


def test_with_a_share_of_all_money_that_only_pays_debts_buys_nothing() -> None:
    revision = revision_with(tiers=ONE_PRICE, deduction_share=10_000)
    with pytest.raises(NothingBuyable, match=r"0\.100 m3, the least, takes 200\.10 in all"):
        afford(revision, facts_with(arrears=200_00, step=100), 100_00)


def test_the_lifeline_bears_no_deduction_and_what_is_above_it_bears_the_share() -> None:
    revision = revision_with(tiers=ONE_PRICE, lifeline=10_000)
    facts = facts_with(arrears=200_00, step=10)
    assert shown(afford(revision, facts, 10_00)) == [("tier-1", 10_000, 1000)]
    assert shown(afford(revision, facts, 100_00)) == [
        ("arrears", 0, 4500),
        ("tier-1", 55_000, 5500),
    ]


def test_the_lifeline_is_what_is_left_of_it_this_month() -> None:
    revision = revision_with(tiers=ONE_PRICE, lifeline=10_000)
    facts = facts_with(arrears=200_00, step=10, bought=7_000, bought_this_month=7_000)
    assert shown(quote_volume(revision, facts, 3_000)) == [("tier-1", 3_000, 300)]
    assert shown(quote_volume(revision, facts, 5_000)) == [
        ("arrears", 0, 200),
        ("tier-1", 5_000, 500),
    ]


def test_splitting_a_payment_does_not_escape_deductions() -> None:
    revision = revision_with(tiers=ONE_PRICE, lifeline=10_000)
    facts = facts_with(arrears=200_00, step=10)
    paid = 0
    for money in (5_00, 15_00, 20_00, 60_00):
        breakdown = afford(revision, facts, money)
        paid += amount_of(breakdown, LineKind.ARREARS)
        facts = after_purchase(facts, breakdown)
    assert (paid, facts.bought) == (45_00, 55_000)


def test_standing_charges_are_paid_by_whole_days_within_the_share() -> None:
    """31.00 a month is 1.00 a day in March; half of 21.00 is 10.50: ten days."""
    revision = revision_with(
        tiers=ONE_PRICE, standing=StandingCharge(monthly=31_00, tax="", most_months=1)
    )
    facts = facts_with(standing_paid_to=UNPAID_MARCH)
    breakdown = quote_volume(revision, facts, 10_500)
    assert shown(breakdown) == [("standing", 0, 1000), ("tier-1", 10_500, 1050)]
    assert breakdown.standing_paid_to == date(2026, 3, 11)


def test_fees_are_no_part_of_what_the_share_is_taken_of() -> None:
    fee = Line(kind=LineKind.FEE, code="card", name="Card", amount=40_00)
    facts = facts_with(arrears=200_00, step=10, fees=(fee,))
    assert shown(afford(revision_with(tiers=ONE_PRICE), facts, 100_00)) == [
        ("card", 0, 4000),
        ("arrears", 0, 3000),
        ("tier-1", 30_000, 3000),
    ]


@given(sales(), st.integers(1, 10**6))
def test_deductions_are_at_most_the_share_and_never_more_than_is_owed(
    sale: Sale, quantity: int
) -> None:
    revision, facts = sale
    breakdown = pricing_for(revision, facts).breakdown(quantity)
    arrears = amount_of(breakdown, LineKind.ARREARS)
    deducted = arrears + amount_of(breakdown, LineKind.STANDING)
    volume = amount_of(breakdown, LineKind.TIER, LineKind.SURCHARGE)
    assert deducted * 10_000 <= revision.deduction_share * (deducted + volume)
    assert arrears <= facts.arrears
    assert breakdown.standing_paid_to >= facts.standing_paid_to


@given(sales(), st.integers(1, 10**6))
def test_the_lifeline_is_bought_in_full_before_anything_is_deducted(
    sale: Sale, quantity: int
) -> None:
    revision, facts = sale
    pricing = pricing_for(revision, facts)
    breakdown = pricing.breakdown(quantity)
    left = max(0, revision.lifeline - facts.bought_this_month)
    deducted = amount_of(breakdown, LineKind.ARREARS, LineKind.STANDING)
    if quantity <= left:
        assert deducted == 0
    if deducted:
        assert amount_of(breakdown, LineKind.TIER, LineKind.SURCHARGE) > pricing.charge(left)


@given(sales(), st.integers(1, 10**6))
def test_the_scheme_takes_all_that_it_may(sale: Sale, quantity: int) -> None:
    """One minor unit more to arrears would break the rate or the share, or more than pay them."""
    revision, facts = sale
    pricing = pricing_for(revision, facts)
    beyond = pricing.charge(quantity) - pricing.lifeline
    if beyond <= 0 or revision.standing is not None:
        return
    more = amount_of(pricing.breakdown(quantity), LineKind.ARREARS) + 1
    rate = min(revision.arrears_rate, revision.deduction_share)
    assert more > facts.arrears or more * 10_000 > rate * (beyond + more)
