"""Revisions and facts as utilities write them, with awkward prices, taxes and roundings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from app.domain.quantity import PRICE_SCALE, Money, Quantity
from app.domain.tariff.breakdown import Breakdown, Line, LineKind, PricingFacts
from app.domain.tariff.periods import period_start
from app.domain.tariff.refund import UsageGivenBack
from app.domain.tariff.revision import (
    PeriodKind,
    StandingCharge,
    Surcharge,
    TariffRevision,
    Tax,
    Tier,
)

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
VOLUME_KINDS = (LineKind.ALLOWANCE, LineKind.TIER, LineKind.SURCHARGE)

_prices = st.one_of(
    st.sampled_from([1, 3333, 9_999, 33_333, 1_000_001, 2 * PRICE_SCALE, 250 * PRICE_SCALE]),
    st.integers(1, 2_000 * PRICE_SCALE),
)
_rates = st.one_of(st.sampled_from([0, 1, 333, 700, 1600, 1999, 10_000]), st.integers(0, 10_000))
_parts = st.one_of(st.sampled_from([0, 1, 3333, 5000, 9999, 10_000]), st.integers(0, 10_000))
_household_sizes = st.integers(1, 12)


@composite
def _taxes(draw: DrawFn) -> tuple[Tax, ...]:
    return tuple(
        Tax(code=f"tax{number}", rate=draw(_rates), included=draw(st.booleans()))
        for number in range(draw(st.integers(0, 3)))
    )


@composite
def _tiers(draw: DrawFn) -> tuple[Tier, ...]:
    widths = draw(st.lists(st.integers(1, 60_000), max_size=5))
    prices = draw(st.lists(_prices, min_size=len(widths) + 1, max_size=len(widths) + 1))
    uptos: list[Quantity | None] = [sum(widths[: count + 1]) for count in range(len(widths))]
    return tuple(
        Tier(upto=upto, price=price) for upto, price in zip([*uptos, None], prices, strict=True)
    )


@composite
def _surcharges(draw: DrawFn, tax_codes: Sequence[str]) -> tuple[Surcharge, ...]:
    return tuple(
        Surcharge(
            code=f"levy{number}",
            name=f"Levy {number}",
            price=draw(_prices),
            tax=draw(st.sampled_from(tax_codes)),
        )
        for number in range(draw(st.integers(0, 2)))
    )


@composite
def revisions(draw: DrawFn) -> TariffRevision:
    """A valid revision without minimum, maximum and monthly cap."""
    taxes = draw(_taxes())
    codes = ["", *(tax.code for tax in taxes)]
    code = st.sampled_from(codes)
    standing = st.builds(
        StandingCharge, monthly=st.integers(1, 20_000), tax=code, most_months=st.integers(1, 6)
    )
    return TariffRevision(
        tariff_class=1,
        name="Domestic",
        revision=1,
        valid_from=date(2024, 1, 1),
        period_months=draw(st.sampled_from([1, 3, 6, 12])),
        period_kind=draw(st.sampled_from(PeriodKind)),
        tiers=draw(_tiers()),
        tiers_tax=draw(code),
        household_size=draw(_household_sizes),
        per_person=draw(st.integers(0, 8_000)),
        surcharges=draw(_surcharges(codes)),
        standing=draw(st.none() | standing),
        allowance=draw(st.just(0) | st.integers(0, 20_000)),
        deduction_share=draw(_parts),
        lifeline=draw(st.just(0) | st.integers(0, 10_000)),
        arrears_rate=draw(_parts),
        rounding=draw(st.sampled_from([1, 1, 5, 10, 100])),
        taxes=taxes,
    )


@composite
def limited_revisions(draw: DrawFn) -> TariffRevision:
    """A valid revision with minimum, maximum and monthly cap, each of them or not."""
    minimum = draw(st.just(0) | st.integers(1, 5_000))
    return msgspec.structs.replace(
        draw(revisions()),
        lifeline=draw(st.just(0) | st.integers(0, 3_000)),
        minimum=minimum,
        maximum=draw(st.none() | st.integers(max(1, minimum), 50_000)),
        monthly_cap=draw(st.none() | st.integers(3_000, 100_000)),
    )


@composite
def _households(draw: DrawFn, first: date) -> tuple[tuple[date, int], ...]:
    days = sorted(draw(st.sets(st.integers(-30, 900), max_size=3)))
    return tuple((first + timedelta(days=day), draw(_household_sizes)) for day in days)


@composite
def _suspensions(draw: DrawFn, first: date) -> tuple[tuple[date, date | None], ...]:
    since = first + timedelta(days=draw(st.integers(0, 700)))
    length = draw(st.none() | st.integers(0, 200))
    span = (since, None if length is None else since + timedelta(days=length))
    return draw(st.sampled_from([(), (span,)]))


@composite
def _fees(draw: DrawFn) -> tuple[Line, ...]:
    amounts = draw(st.lists(st.integers(1, 3_000), max_size=1))
    return tuple(
        Line(kind=LineKind.FEE, code="card", name="Card", amount=amount) for amount in amounts
    )


@composite
def facts_for(draw: DrawFn, revision: TariffRevision) -> PricingFacts:
    """Facts of a running allocation, its counters those of the period of today."""
    today = draw(DAYS)
    began = today - timedelta(days=draw(st.integers(0, 800)))
    bought = draw(st.just(0) | st.integers(0, 150_000))
    return PricingFacts(
        today=today,
        period_start=period_start(revision, today, began),
        bought=bought,
        allowance_used=draw(st.integers(0, min(bought, revision.allowance))),
        bought_this_month=draw(st.integers(0, bought)),
        household=draw(_households(began)),
        began=began,
        standing_paid_to=began + timedelta(days=draw(st.integers(0, 800))),
        suspended=draw(_suspensions(began)),
        balance=draw(st.just(0) | st.integers(0, 10_000)),
        arrears=draw(st.just(0) | st.integers(0, 50_000)),
        fees=draw(_fees()),
        step=draw(st.sampled_from([1, 1, 10, 100, 1000])),
    )


@composite
def sales(draw: DrawFn) -> tuple[TariffRevision, PricingFacts]:
    """A revision and facts, without limits."""
    revision = draw(revisions())
    return revision, draw(facts_for(revision))


@composite
def limited_sales(draw: DrawFn) -> tuple[TariffRevision, PricingFacts]:
    """A revision and facts, with limits of the revision and of the card."""
    revision = draw(limited_revisions())
    facts = draw(facts_for(revision))
    largest: SearchStrategy[Quantity | None] = st.none() | st.integers(0, 80_000)
    return revision, msgspec.structs.replace(facts, largest=draw(largest))


def after_purchase(facts: PricingFacts, bought: Breakdown) -> PricingFacts:
    """The facts for the next purchase of the same day."""
    arrears = sum(line.amount for line in bought.lines if line.kind is LineKind.ARREARS)
    return msgspec.structs.replace(
        facts,
        period_start=bought.period_start,
        bought=bought.bought,
        allowance_used=bought.allowance_used,
        bought_this_month=facts.bought_this_month + bought.quantity,
        standing_paid_to=bought.standing_paid_to,
        balance=facts.balance - bought.balance_used,
        arrears=facts.arrears - arrears,
        fees=(),
    )


def after_refund(facts: PricingFacts, back: UsageGivenBack) -> PricingFacts:
    """The facts once a purchase of the same month no longer counts."""
    assert facts.period_start == back.period_start
    return msgspec.structs.replace(
        facts,
        bought=facts.bought - back.bought,
        allowance_used=facts.allowance_used - back.allowance,
        bought_this_month=facts.bought_this_month - back.bought,
    )


def volume_sums(breakdowns: Sequence[Breakdown]) -> dict[str, tuple[Quantity, Money, Money]]:
    """(quantity, amount, tax) by line code, of all lines that volume brings."""
    sums: dict[str, tuple[Quantity, Money, Money]] = {}
    for line in (line for breakdown in breakdowns for line in breakdown.lines):
        if line.kind in VOLUME_KINDS:
            quantity, amount, tax = sums.get(line.code, (0, 0, 0))
            sums[line.code] = (quantity + line.quantity, amount + line.amount, tax + line.tax)
    return sums
