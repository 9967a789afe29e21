"""Credit in money: it costs what it is, promises no volume, and bears the same deductions."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cards import ChargingType
from app.domain.quantity import PRICE_SCALE
from app.domain.tariff.afford import afford
from app.domain.tariff.breakdown import Breakdown, Line, LineKind, PricingFacts
from app.domain.tariff.errors import (
    AboveMaximum,
    BelowMinimum,
    NoCreditBuyable,
    OverLargestCredit,
    TariffError,
    VolumeNotSold,
)
from app.domain.tariff.pricing import pricing_for
from app.domain.tariff.quote import quote_volume
from app.domain.tariff.refund import refund_lines, usage_given_back
from app.domain.tariff.revision import StandingCharge, TariffRevision
from tests.domain.examples import (
    VAT_ADDED,
    WUXI,
    amount_of,
    facts_with,
    revision_with,
    shown,
)
from tests.domain.strategies import limited_sales, sales

Sale = tuple[TariffRevision, PricingFacts]
COUNTS_MONEY = st.sampled_from([ChargingType.MONEY, ChargingType.MONEY_TIERED])
OFFERS = st.one_of(st.integers(0, 2_000), st.integers(0, 10**6))


def money_facts(**changes: Any) -> PricingFacts:
    return facts_with(charging=ChargingType.MONEY_TIERED, **changes)


def test_what_is_paid_is_the_credit() -> None:
    breakdown = afford(WUXI, money_facts(), 500_00)
    assert shown(breakdown) == [("credit", 0, 500_00)]
    assert (breakdown.money, breakdown.credit, breakdown.to_pay) == (500_00, 500_00, 500_00)


def test_no_volume_is_promised_and_none_counts_in_tier_cap_or_allowance() -> None:
    facts = money_facts(bought=3_000, allowance_used=500)
    breakdown = afford(revision_with(allowance=1_000, monthly_cap=10), facts, 500_00)
    assert breakdown.quantity == 0
    assert (breakdown.bought, breakdown.allowance_used) == (3_000, 500)
    assert usage_given_back(breakdown)[1:] == (0, 0)


def test_a_volume_cannot_be_asked_for() -> None:
    with pytest.raises(VolumeNotSold, match="counts money") as caught:
        quote_volume(WUXI, money_facts(), 5_000)
    assert "Nothing was paid" in caught.value.remedy


def test_tax_is_inside_the_credit_even_where_prices_are_published_without() -> None:
    revision = revision_with(taxes=(VAT_ADDED,), tiers_tax="vat")
    (line,) = afford(revision, money_facts(), 116_00).lines
    assert (line.kind, line.amount, line.tax_code, line.tax) == (
        LineKind.CREDIT,
        116_00,
        "vat",
        16_00,
    )


def test_fees_arrears_and_standing_charges_go_first_within_the_share() -> None:
    revision = revision_with(standing=StandingCharge(monthly=1500, tax="", most_months=1))
    fee = Line(kind=LineKind.FEE, code="card", name="Card", amount=40_00)
    facts = money_facts(arrears=20_00, standing_paid_to=date(2026, 3, 1), fees=(fee,))
    assert shown(afford(revision, facts, 140_00)) == [
        ("card", 0, 40_00),
        ("arrears", 0, 20_00),
        ("standing", 0, 15_00),
        ("credit", 0, 65_00),
    ]


def test_the_card_s_step_leaves_a_rest() -> None:
    breakdown = afford(WUXI, money_facts(step=100), 12_34)
    assert (breakdown.money, breakdown.rest) == (12_00, 34)


def test_the_lifeline_is_what_is_left_of_its_price_this_month() -> None:
    """10 m3 at 2.00; 12.00 of the 20.00 were bought, so 8.00 bear no deduction."""
    revision = revision_with(lifeline=10_000)
    facts = money_facts(arrears=500_00, credited_this_month=12_00)
    assert shown(afford(revision, facts, 8_00)) == [("credit", 0, 8_00)]
    assert shown(afford(revision, facts, 108_00)) == [("arrears", 0, 50_00), ("credit", 0, 58_00)]


def test_splitting_a_payment_does_not_escape_deductions() -> None:
    revision = revision_with(lifeline=10_000)
    facts = money_facts(arrears=500_00)
    arrears = 0
    for offer in (5_00, 25_00, 90_00):
        breakdown = afford(revision, facts, offer)
        arrears += amount_of(breakdown, LineKind.ARREARS)
        facts = msgspec.structs.replace(
            facts,
            arrears=500_00 - arrears,
            credited_this_month=facts.credited_this_month + breakdown.money,
        )
    whole = afford(revision, money_facts(arrears=500_00), 120_00)
    assert arrears == amount_of(whole, LineKind.ARREARS)


@pytest.mark.parametrize(
    ("revision", "facts", "money", "error", "figures"),
    [
        (WUXI, money_facts(step=100), 50, NoCreditBuyable, ["0.50", "1.00"]),
        (WUXI, money_facts(largest=50, step=100), 900, OverLargestCredit, ["1.00", "0.50"]),
        (revision_with(minimum=2_000), money_facts(), 900, BelowMinimum, ["9.00", "20.00"]),
        (revision_with(maximum=50), money_facts(step=100), 900, AboveMaximum, ["1.00", "0.50"]),
    ],
)
def test_a_refusal_names_amounts_of_money_and_no_volume(
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
    assert "m3" not in said
    assert "Nothing was paid" in said


def test_limits_in_money_bind_and_the_monthly_cap_does_not() -> None:
    assert afford(WUXI, money_facts(largest=70_50, step=100), 900_00).money == 70_00
    assert afford(revision_with(maximum=80_00), money_facts(), 900_00).money == 80_00
    capped = revision_with(monthly_cap=1_000)
    assert afford(capped, money_facts(bought_this_month=1_000), 900_00).money == 900_00


def test_a_refund_gives_the_credit_back_with_its_tax_and_leaves_debts_paid() -> None:
    revision = revision_with(taxes=(VAT_ADDED,), tiers_tax="vat")
    sold = afford(revision, money_facts(arrears=10_00), 126_00)
    lines, amount, volume = refund_lines(sold)
    assert [(line.code, line.amount, line.tax) for line in lines] == [("credit", 116_00, 16_00)]
    assert (amount, volume) == (116_00, 0)


def test_the_price_in_the_meter_is_no_matter_of_the_sale() -> None:
    dearer = revision_with(tiers=(msgspec.structs.replace(WUXI.tiers[-1], price=9 * PRICE_SCALE),))
    assert afford(dearer, money_facts(), 500_00) == afford(WUXI, money_facts(), 500_00)


@given(limited_sales(), OFFERS, COUNTS_MONEY)
def test_money_paid_is_credit_and_deductions_and_never_more_than_was_offered(
    sale: Sale, offer: int, charging: ChargingType
) -> None:
    revision, facts = sale
    facts = msgspec.structs.replace(facts, charging=charging)
    try:
        sold = afford(revision, facts, offer)
    except TariffError:
        return
    others = sum(line.amount for line in sold.lines if line.kind is not LineKind.CREDIT)
    assert sold.total == sold.money + others == sold.to_pay + sold.balance_used
    assert sold.to_pay + sold.rest == offer
    assert sold.rest >= 0
    assert sold.quantity == sum(line.quantity for line in sold.lines) == 0
    assert sold.money % facts.step == 0
    assert sold.money >= max(1, revision.minimum)
    _leaves_no_room(revision, facts, sold, offer)


def _leaves_no_room(
    revision: TariffRevision, facts: PricingFacts, sold: Breakdown, offer: int
) -> None:
    """One step more would cost more than the offer or break a limit."""
    more = sold.money + facts.step
    over = revision.maximum is not None and more > revision.maximum
    too_large = facts.largest is not None and more > facts.largest
    assert over or too_large or pricing_for(revision, facts).to_pay(more) > offer


@given(sales(), st.integers(1, 10**6), COUNTS_MONEY)
def test_deductions_take_at_most_the_share_beyond_the_lifeline(
    sale: Sale, credit: int, charging: ChargingType
) -> None:
    revision, facts = sale
    pricing = pricing_for(revision, msgspec.structs.replace(facts, charging=charging))
    sold = pricing.breakdown(credit)
    deducted = amount_of(sold, LineKind.ARREARS, LineKind.STANDING)
    beyond = max(0, credit - pricing.lifeline)
    assert deducted * 10_000 <= revision.deduction_share * (deducted + beyond)
