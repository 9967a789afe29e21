"""Buying by volume: tiers, taxes, surcharges, free volume, rounding; parts cost the whole."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.quantity import PRICE_SCALE
from app.domain.tariff.breakdown import Line, LineKind, PricingFacts
from app.domain.tariff.pricing import pricing_for
from app.domain.tariff.quote import quote_volume
from app.domain.tariff.revision import Surcharge, TariffRevision, Tax, Tier
from tests.domain.examples import (
    VAT_ADDED,
    VAT_INCLUDED,
    WUXI,
    amount_of,
    facts_with,
    revision_with,
    shown,
)
from tests.domain.strategies import after_purchase, sales, volume_sums

Sale = tuple[TariffRevision, PricingFacts]


@pytest.mark.parametrize(
    ("bought", "quantity", "lines"),
    [
        (0, 10_000, [("tier-1", 10_000, 2000)]),
        (0, 25_000, [("tier-1", 25_000, 5000)]),
        (0, 25_001, [("tier-1", 25_000, 5000), ("tier-2", 1, 0)]),
        (
            0,
            40_000,
            [("tier-1", 25_000, 5000), ("tier-2", 5_000, 1500), ("tier-3", 10_000, 4000)],
        ),
        (24_000, 3_000, [("tier-1", 1_000, 200), ("tier-2", 2_000, 600)]),
        (29_000, 2_000, [("tier-2", 1_000, 300), ("tier-3", 1_000, 400)]),
        (30_000, 2_500, [("tier-3", 2_500, 1000)]),
    ],
)
def test_three_tiers_by_hand(bought: int, quantity: int, lines: list[tuple[str, int, int]]) -> None:
    breakdown = quote_volume(WUXI, facts_with(bought=bought), quantity)
    assert shown(breakdown) == lines
    assert breakdown.total == breakdown.to_pay == sum(amount for _code, _volume, amount in lines)
    assert breakdown.bought == bought + quantity


def test_six_persons_have_thresholds_twelve_cubic_metres_higher() -> None:
    facts = facts_with(household=((date(2025, 6, 15), 6),))
    assert shown(quote_volume(WUXI, facts, 50_000)) == [
        ("tier-1", 37_000, 7400),
        ("tier-2", 5_000, 1500),
        ("tier-3", 8_000, 3200),
    ]


def test_what_was_bought_in_an_older_period_does_not_count() -> None:
    facts = facts_with(period_start=date(2026, 2, 1), bought=28_000, allowance_used=500)
    breakdown = quote_volume(revision_with(allowance=1_000), facts, 10_000)
    assert shown(breakdown) == [("allowance", 1_000, 0), ("tier-1", 9_000, 1800)]
    assert breakdown.period_start == date(2026, 3, 1)
    assert (breakdown.bought, breakdown.allowance_used) == (10_000, 1_000)


def test_what_a_shorter_period_counted_still_counts_in_a_longer_one() -> None:
    facts = facts_with(period_start=date(2026, 3, 1), bought=28_000)
    breakdown = quote_volume(revision_with(period_months=3), facts, 1_000)
    assert shown(breakdown) == [("tier-2", 1_000, 300)]
    assert breakdown.period_start == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("tax", "amount", "tax_part"), [(VAT_ADDED, 2320, 320), (VAT_INCLUDED, 2000, 276)]
)
def test_a_line_says_what_is_paid_and_the_tax_in_it(tax: Tax, amount: int, tax_part: int) -> None:
    revision = revision_with(taxes=(tax,), tiers_tax="vat")
    (line,) = quote_volume(revision, facts_with(), 10_000).lines
    assert (line.amount, line.tax, line.tax_code) == (amount, tax_part, "vat")


def test_each_surcharge_is_a_line_with_its_own_tax() -> None:
    revision = revision_with(
        taxes=(VAT_ADDED, Tax(code="eco", rate=500, included=True)),
        tiers_tax="vat",
        surcharges=(
            Surcharge(code="sewage", name="Sewage", price=90 * PRICE_SCALE, tax="eco"),
            Surcharge(code="resource", name="Resource fee", price=20 * PRICE_SCALE, tax=""),
        ),
    )
    breakdown = quote_volume(revision, facts_with(bought=25_000), 2_000)
    assert [(each.code, each.amount, each.tax) for each in breakdown.lines] == [
        ("tier-2", 696, 96),
        ("sewage", 180, 9),
        ("resource", 40, 0),
    ]


def test_free_volume_comes_first_bears_no_surcharge_and_fills_the_tier() -> None:
    revision = revision_with(
        allowance=6_000,
        surcharges=(Surcharge(code="sewage", name="Sewage", price=90 * PRICE_SCALE, tax=""),),
    )
    breakdown = quote_volume(revision, facts_with(), 26_000)
    assert shown(breakdown) == [
        ("allowance", 6_000, 0),
        ("tier-1", 19_000, 3800),
        ("tier-2", 1_000, 300),
        ("sewage", 20_000, 1800),
    ]
    assert breakdown.allowance_used == 6_000


def test_free_volume_alone_costs_nothing() -> None:
    breakdown = quote_volume(revision_with(allowance=6_000, minimum=2000), facts_with(), 6_000)
    assert (breakdown.total, shown(breakdown)) == (0, [("allowance", 6_000, 0)])


def test_free_volume_used_under_a_more_generous_revision_is_not_forgotten() -> None:
    facts = facts_with(bought=9_000, allowance_used=8_000)
    breakdown = quote_volume(revision_with(allowance=6_000), facts, 1_000)
    assert shown(breakdown) == [("tier-1", 1_000, 200)]
    assert breakdown.allowance_used == 8_000


def test_fees_come_first_and_the_account_balance_is_used_first() -> None:
    fee = Line(kind=LineKind.FEE, code="card", name="Card", amount=550, tax_code="vat", tax=76)
    breakdown = quote_volume(WUXI, facts_with(fees=(fee,), balance=1_000), 10_000)
    assert shown(breakdown) == [("card", 0, 550), ("tier-1", 10_000, 2000)]
    assert (breakdown.total, breakdown.balance_used, breakdown.to_pay) == (2550, 1000, 1550)


def test_a_balance_larger_than_the_purchase_pays_it_without_rounding() -> None:
    facts = facts_with(balance=5_000)
    breakdown = quote_volume(revision_with(rounding=50), facts, 9_990)
    assert (breakdown.total, breakdown.balance_used, breakdown.to_pay) == (1998, 1998, 0)


@pytest.mark.parametrize(
    ("quantity", "balance", "rounded", "to_pay"),
    [
        (10_000, 0, 0, 2000),
        (10_110, 0, -2, 2020),
        (10_125, 0, 5, 2030),
        (10_130, 0, 4, 2030),
        (10_000, 1_994, 4, 10),
        (10_000, 1_999, 9, 10),
    ],
)
def test_cash_rounding_is_a_line_of_its_own(
    quantity: int, balance: int, rounded: int, to_pay: int
) -> None:
    breakdown = quote_volume(revision_with(rounding=10), facts_with(balance=balance), quantity)
    assert amount_of(breakdown, LineKind.ROUNDING) == rounded
    assert breakdown.to_pay == to_pay
    assert breakdown.total == breakdown.balance_used + to_pay


@given(sales(), st.lists(st.integers(1, 40_000), min_size=2, max_size=5))
def test_any_split_costs_the_same_as_the_whole_line_by_line(sale: Sale, parts: list[int]) -> None:
    revision, facts = sale
    whole = pricing_for(revision, facts).breakdown(sum(parts))
    bought = []
    for part in parts:
        bought.append(pricing_for(revision, facts).breakdown(part))
        facts = after_purchase(facts, bought[-1])
    assert volume_sums(bought) == volume_sums([whole])
    assert (bought[-1].bought, bought[-1].allowance_used) == (whole.bought, whole.allowance_used)


@given(sales(), st.integers(1, 10**7))
def test_lines_sum_to_the_total_and_none_but_rounding_is_negative(
    sale: Sale, quantity: int
) -> None:
    revision, facts = sale
    breakdown = pricing_for(revision, facts).breakdown(quantity)
    assert sum(line.amount for line in breakdown.lines) == breakdown.total
    assert breakdown.total == breakdown.balance_used + breakdown.to_pay
    assert breakdown.to_pay % revision.rounding == 0
    for line in breakdown.lines:
        if line.kind is LineKind.ROUNDING:
            assert abs(line.amount) < revision.rounding
        else:
            assert 0 <= line.tax <= line.amount
    volume = [line for line in breakdown.lines if line.kind in (LineKind.ALLOWANCE, LineKind.TIER)]
    assert sum(line.quantity for line in volume) == quantity


@given(sales(), st.integers(1, 10**6), st.integers(1, 10**5))
def test_more_volume_never_costs_less(sale: Sale, quantity: int, more: int) -> None:
    pricing = pricing_for(*sale)
    assert pricing.to_pay(quantity) <= pricing.to_pay(quantity + more)


@given(sales(), st.lists(st.integers(1, 20_000), min_size=1, max_size=4))
def test_free_volume_is_given_once_per_period(sale: Sale, parts: list[int]) -> None:
    revision, facts = sale
    left = revision.allowance - facts.allowance_used
    free = 0
    for part in parts:
        breakdown = pricing_for(revision, facts).breakdown(part)
        free += sum(line.quantity for line in breakdown.lines if line.kind is LineKind.ALLOWANCE)
        facts = after_purchase(facts, breakdown)
    assert free == min(left, sum(parts))


def test_one_litre_at_a_time_costs_the_cubic_metre() -> None:
    """At a third of a minor unit per litre, with tax added; parts of nothing included."""
    revision = revision_with(
        tiers=(Tier(upto=None, price=333 * PRICE_SCALE + 3333),),
        tiers_tax="vat",
        taxes=(VAT_ADDED,),
    )
    facts = facts_with()
    paid = tax = 0
    for _litre in range(1000):
        (line,) = (breakdown := pricing_for(revision, facts).breakdown(1)).lines
        paid, tax = paid + line.amount, tax + line.tax
        facts = after_purchase(facts, breakdown)
    (whole,) = quote_volume(revision, facts_with(), 1000).lines
    assert (paid, tax) == (whole.amount, whole.tax) == (333 + 53, 53)
