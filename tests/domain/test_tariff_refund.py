"""Refunds of unloaded purchases give tier and tax back; debts and fees stay paid."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.quantity import PRICE_SCALE
from app.domain.tariff.breakdown import Line, LineKind, PricingFacts
from app.domain.tariff.pricing import pricing_for
from app.domain.tariff.quote import quote_volume
from app.domain.tariff.refund import refund_lines, usage_given_back
from app.domain.tariff.revision import StandingCharge, Surcharge, TariffRevision
from tests.domain.examples import VAT_ADDED, facts_with, revision_with
from tests.domain.strategies import (
    VOLUME_KINDS,
    after_purchase,
    after_refund,
    sales,
    volume_sums,
)

Sale = tuple[TariffRevision, PricingFacts]


def test_only_what_the_volume_cost_goes_back_with_its_tax() -> None:
    revision = revision_with(
        allowance=1_000,
        taxes=(VAT_ADDED,),
        tiers_tax="vat",
        surcharges=(Surcharge(code="sewage", name="Sewage", price=90 * PRICE_SCALE, tax=""),),
        standing=StandingCharge(monthly=310, tax="", most_months=1),
    )
    fee = Line(kind=LineKind.FEE, code="card", name="Card", amount=550)
    facts = facts_with(arrears=400, fees=(fee,), standing_paid_to=date(2026, 3, 1), bought=20_000)
    sold = quote_volume(revision, facts, 11_000)
    lines, amount, quantity = refund_lines(sold)
    assert [(line.code, line.amount, line.tax) for line in lines] == [
        ("allowance", 0, 0),
        ("tier-1", 928, 128),
        ("tier-2", 1740, 240),
        ("tier-3", 464, 64),
        ("sewage", 900, 0),
    ]
    assert (amount, quantity) == (928 + 1740 + 464 + 900, 11_000)
    assert sold.total == amount + 550 + 400 + 310


@pytest.mark.parametrize(
    ("quantity", "rounding", "amount", "difference"),
    [
        (10_110, 1, 2022, 0),
        (10_110, 10, 2020, -2),
        (10_125, 10, 2030, 5),
        (10_000, 10, 2000, 0),
    ],
)
def test_a_payout_is_rounded_by_a_line_of_its_own(
    quantity: int, rounding: int, amount: int, difference: int
) -> None:
    sold = quote_volume(revision_with(rounding=10), facts_with(), quantity)
    lines, paid_out, _quantity = refund_lines(sold, rounding=rounding)
    assert paid_out == amount
    assert sum(line.amount for line in lines if line.kind is LineKind.ROUNDING) == difference


def test_a_refund_in_a_later_period_names_the_period_of_the_sale() -> None:
    back = usage_given_back(quote_volume(revision_with(allowance=2_000), facts_with(), 5_000))
    assert back == (date(2026, 3, 1), 5_000, 2_000)


@given(sales(), st.integers(1, 60_000), st.integers(1, 60_000))
def test_buying_again_after_a_refund_costs_the_same(sale: Sale, first: int, second: int) -> None:
    """The second of two purchases is refunded and bought again: same lines, same tax."""
    revision, facts = sale
    facts = after_purchase(facts, pricing_for(revision, facts).breakdown(first))
    sold = pricing_for(revision, facts).breakdown(second)
    lines, amount, quantity = refund_lines(sold)

    assert quantity == second
    assert amount == sum(line.amount for line in lines)
    assert lines == tuple(line for line in sold.lines if line.kind in VOLUME_KINDS)
    assert all(line.amount >= 0 for line in lines)

    again = after_refund(after_purchase(facts, sold), usage_given_back(sold))
    assert (again.bought, again.allowance_used) == (facts.bought, facts.allowance_used)
    assert volume_sums([pricing_for(revision, again).breakdown(second)]) == volume_sums([sold])


@given(sales(), st.integers(1, 60_000))
def test_a_payout_is_payable_in_cash_and_the_lines_sum_to_it(sale: Sale, quantity: int) -> None:
    revision, facts = sale
    sold = pricing_for(revision, facts).breakdown(quantity)
    lines, amount, _quantity = refund_lines(sold, rounding=revision.rounding)
    assert amount % revision.rounding == 0
    assert amount == sum(line.amount for line in lines)
