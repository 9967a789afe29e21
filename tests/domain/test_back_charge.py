"""Back-charge: a month used is priced through the tiers once, and only if it is known."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cards import ChargingType, ReadBack
from app.domain.quantity import PRICE_SCALE
from app.domain.tariff.afford import afford
from app.domain.tariff.back_charge import BackCharge, back_charge, closed_months
from app.domain.tariff.breakdown import Line, LineKind, PricingFacts
from app.domain.tariff.errors import NothingBuyable
from app.domain.tariff.periods import add_months, period_start
from app.domain.tariff.pricing import pricing_for
from app.domain.tariff.quote import quote_volume
from app.domain.tariff.refund import refund_lines
from app.domain.tariff.revision import TariffRevision, Tier
from tests.domain.examples import VAT_ADDED, WUXI, facts_with, revision_with, shown
from tests.domain.strategies import revisions

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
FACTS = facts_with(charging=ChargingType.VOLUME_BACK_CHARGE)
"""March 10, allocated in June before."""


def due(charge: BackCharge) -> list[tuple[str, int, int]]:
    return [(line.name, line.quantity, line.amount) for line in charge.lines]


def amounts(charge: BackCharge) -> tuple[int, int]:
    lines = charge.lines
    return sum(line.amount for line in lines), sum(line.tax for line in lines)


def test_volume_is_sold_at_the_first_price_whatever_was_bought() -> None:
    facts = msgspec.structs.replace(FACTS, bought=90_000, bought_this_month=90_000)
    assert shown(quote_volume(WUXI, facts, 40_000)) == [("tier-1", 40_000, 80_00)]


def test_a_month_costs_what_its_tiers_cost_beyond_the_first_price() -> None:
    """32 m3: 5 m3 cost 1.00 more, 2 m3 cost 2.00 more."""
    charge = back_charge([WUXI], FACTS, {JANUARY: 25_000, FEBRUARY: 32_000}, None)
    assert due(charge) == [("Back-charge 2026-02", 32_000, 9_00)]
    assert charge.charged_to == MARCH


def test_thresholds_are_those_of_the_household_in_that_month() -> None:
    household = ((date(2025, 6, 15), 6), (FEBRUARY, 4))
    facts = msgspec.structs.replace(FACTS, household=household)
    charge = back_charge([WUXI], facts, {JANUARY: 38_000, FEBRUARY: 38_000}, None)
    assert due(charge) == [
        ("Back-charge 2026-01", 38_000, 1_00),
        ("Back-charge 2026-02", 38_000, 5_00 + 16_00),
    ]


def test_months_read_twice_are_charged_once() -> None:
    months = {JANUARY: 32_000, FEBRUARY: 32_000}
    first = back_charge([WUXI], FACTS, months, FEBRUARY)
    assert due(first) == [("Back-charge 2026-02", 32_000, 9_00)]
    again = back_charge([WUXI], FACTS, months, first.charged_to)
    assert again == BackCharge((), MARCH)


def test_a_missing_month_is_not_guessed() -> None:
    months = {date(2025, 11, 1): 32_000, FEBRUARY: 32_000}
    charge = back_charge([revision_with(valid_from=date(2025, 1, 1))], FACTS, months, None)
    assert [name for name, _used, _amount in due(charge)] == [
        "Back-charge 2025-11",
        "Back-charge 2026-02",
    ]


def test_only_whole_months_of_the_allocation_that_are_over_count() -> None:
    months = {date(2025, 6, 1): 90_000, MARCH: 90_000}
    assert back_charge([WUXI], FACTS, months, None) == BackCharge((), None)
    ended = msgspec.structs.replace(FACTS, ended=date(2026, 2, 20))
    assert back_charge([WUXI], ended, {FEBRUARY: 90_000}, None) == BackCharge((), None)


def test_a_month_is_priced_by_the_revision_in_force_when_it_began() -> None:
    dearer = revision_with(
        revision=2,
        valid_from=date(2026, 2, 10),
        tiers=(
            Tier(upto=25_000, price=200 * PRICE_SCALE),
            Tier(upto=None, price=900 * PRICE_SCALE),
        ),
    )
    charge = back_charge(
        [dearer, WUXI],
        msgspec.structs.replace(FACTS, today=date(2026, 4, 2)),
        {FEBRUARY: 26_000, MARCH: 26_000},
        None,
    )
    assert [amount for _name, _used, amount in due(charge)] == [1_00, 7_00]


def test_a_month_without_prices_costs_nothing() -> None:
    later = revision_with(valid_from=date(2026, 2, 2))
    assert back_charge([later], FACTS, {FEBRUARY: 90_000}, None) == BackCharge((), MARCH)


def test_months_of_one_period_fill_its_tiers_together() -> None:
    quarter = revision_with(period_months=3)
    charge = back_charge([quarter], FACTS, {JANUARY: 20_000, FEBRUARY: 20_000}, None)
    assert due(charge) == [("Back-charge 2026-02", 20_000, 5_00 + 20_00)]


def test_free_volume_bears_no_back_charge() -> None:
    revision = revision_with(allowance=28_000)
    charge = back_charge([revision], FACTS, {FEBRUARY: 30_000}, None)
    assert due(charge) == [("Back-charge 2026-02", 30_000, 2_00)]


def test_tax_is_that_of_the_tiers() -> None:
    revision = revision_with(taxes=(VAT_ADDED,), tiers_tax="vat")
    (line,) = back_charge([revision], FACTS, {FEBRUARY: 32_000}, None).lines
    assert (line.amount, line.tax, line.tax_code) == (10_44, 1_44, "vat")


@pytest.mark.parametrize(
    ("written_on", "months"),
    [(date(2026, 3, 1), {FEBRUARY: 5, JANUARY: 7}), (None, {})],
)
def test_the_read_back_names_the_months_before_it_was_written(
    written_on: date | None, months: dict[date, int]
) -> None:
    assert closed_months(ReadBack(written_on=written_on, months=(5, 7))) == months


class TestCollecting:
    LINE = Line(kind=LineKind.BACK_CHARGE, code="back-charge", name="Back-charge", amount=9_00)

    def owing(self, **changes: int) -> PricingFacts:
        return msgspec.structs.replace(
            FACTS, back_charge=(self.LINE,), back_charged_to=MARCH, **changes
        )

    def test_comes_whole_before_arrears_and_outside_their_share(self) -> None:
        sold = afford(WUXI, self.owing(arrears=50_00, step=1_000), 29_00)
        assert shown(sold) == [
            ("back-charge", 0, 9_00),
            ("arrears", 0, 10_00),
            ("tier-1", 5_000, 10_00),
        ]
        assert sold.back_charged_to == MARCH

    def test_a_lifeline_stays_buyable_and_what_is_not_collected_stays_due(self) -> None:
        revision = revision_with(lifeline=5_000)
        facts = self.owing(step=1_000)
        sold = afford(revision, facts, 15_00)
        assert (shown(sold), sold.back_charged_to) == ([("tier-1", 5_000, 10_00)], None)
        assert sold.rest == 5_00
        assert afford(revision, facts, 21_00).back_charged_to == MARCH

    def test_money_that_does_not_reach_for_it_is_told_what_is_needed(self) -> None:
        with pytest.raises(NothingBuyable, match=r"takes 11\.00 in all"):
            afford(WUXI, self.owing(step=1_000), 10_00)

    def test_stays_paid_when_the_load_is_refunded(self) -> None:
        sold = quote_volume(WUXI, self.owing(), 5_000)
        lines, amount, volume = refund_lines(sold)
        assert ([line.code for line in lines], amount, volume) == (["tier-1"], 10_00, 5_000)


@given(
    revisions(),
    st.lists(st.integers(0, 80_000), min_size=12, max_size=12),
    st.lists(st.integers(0, 12), max_size=4),
    st.integers(1, 12),
)
def test_visits_in_any_number_charge_what_one_visit_charges(
    revision: TariffRevision, used: list[int], visits: list[int], persons: int
) -> None:
    first = date(2025, 1, 1)
    facts = facts_with(began=first, household=((first, persons),))
    months = {add_months(first, month): use for month, use in enumerate(used)}
    last = date(2026, 1, 1)
    whole = back_charge([revision], msgspec.structs.replace(facts, today=last), months, None)

    gross = tax = 0
    already = None
    for today in [*sorted(add_months(first, count) for count in visits), last]:
        visit = msgspec.structs.replace(facts, today=today)
        charge = back_charge([revision], visit, months, already)
        gross, tax = gross + amounts(charge)[0], tax + amounts(charge)[1]
        already = charge.charged_to
    assert ((gross, tax), already) == (amounts(whole), whole.charged_to)


@given(revisions(), st.integers(0, 80_000), st.integers(0, 80_000))
def test_more_use_never_costs_less_and_tax_is_within_the_amount(
    revision: TariffRevision, used: int, more: int
) -> None:
    little = back_charge([revision], FACTS, {FEBRUARY: used}, None)
    much = back_charge([revision], FACTS, {FEBRUARY: used + more}, None)
    assert amounts(little) <= amounts(much)
    assert all(0 <= line.tax <= line.amount for line in much.lines)


@given(revisions(), st.integers(0, 100_000))
def test_with_rising_prices_first_price_and_back_charge_make_the_price_of_tiers(
    revision: TariffRevision, used: int
) -> None:
    """But for one rounding per tier, what design A asks for the same volume."""
    prices = sorted(tier.price for tier in revision.tiers)
    revision = msgspec.structs.replace(
        revision,
        period_months=1,
        allowance=0,
        surcharges=(),
        tiers=tuple(
            msgspec.structs.replace(tier, price=price)
            for tier, price in zip(revision.tiers, prices, strict=True)
        ),
    )
    at = msgspec.structs.replace(
        FACTS, today=FEBRUARY, period_start=period_start(revision, FEBRUARY, FACTS.began)
    )
    by_volume = msgspec.structs.replace(at, charging=ChargingType.VOLUME)
    tiers = sum(line.amount for line in volume_lines(revision, by_volume, used))
    first = sum(line.amount for line in volume_lines(revision, at, used))
    beyond, _tax = amounts(back_charge([revision], FACTS, {FEBRUARY: used}, None))
    assert abs(first + beyond - tiers) <= 2 * len(revision.tiers) + 1


def volume_lines(revision: TariffRevision, facts: PricingFacts, used: int) -> list[Line]:
    lines = pricing_for(revision, facts).goods.lines(used)
    return [line for line in lines if line.kind is LineKind.TIER]
