"""A preview is what a household would pay; a cap before a rise never lets more through."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.quantity import PRICE_SCALE
from app.domain.tariff.afford import afford
from app.domain.tariff.breakdown import PricingFacts
from app.domain.tariff.errors import OverRiseCap, TariffError
from app.domain.tariff.preview import is_rise, preview, price_of
from app.domain.tariff.quote import quote_volume
from app.domain.tariff.revision import StandingCharge, TariffRevision, Tier
from app.domain.tariff.rise_cap import RiseCap, RiseLimit, RiseWindow, rise_limit, usual_volume
from app.domain.tariff.rise_window import rise_window
from app.domain.tariff.together import facts_after
from tests.domain.examples import facts_with, revision_with
from tests.domain.strategies import revisions


def dearer(revision: TariffRevision, by: int, valid_from: date) -> TariffRevision:
    tiers = tuple(
        msgspec.structs.replace(tier, price=tier.price + by * PRICE_SCALE)
        for tier in revision.tiers
    )
    return msgspec.structs.replace(revision, tiers=tiers, revision=2, valid_from=valid_from)


RISES = date(2026, 4, 1)


def test_a_household_of_five_that_buys_12_m3() -> None:
    old = revision_with(standing=StandingCharge(monthly=5_000, tax="", most_months=12))
    new = dearer(old, 100, RISES)
    (line,) = preview(old, new, [(5, 12_000)])
    assert (line.before, line.after) == (12 * 200 + 5_000, 12 * 300 + 5_000)
    # Five persons have wider tiers than four: 31 m3 lie in the first one.
    assert price_of(old, 5, 31_000) == 31 * 200 + 5_000
    assert price_of(old, 4, 31_000) == 25 * 200 + 5 * 300 + 400 + 5_000
    assert preview(None, new, [(1, 1_000)])[0].before is None


@settings(max_examples=40)
@given(revisions(), st.integers(1, 8), st.integers(1, 60_000), st.integers(1, 60_000))
def test_more_water_never_costs_less(
    revision: TariffRevision, persons: int, one: int, other: int
) -> None:
    less, more = sorted((one, other))
    assert price_of(revision, persons, less) <= price_of(revision, persons, more)


def test_a_rise_is_seen_in_any_tier() -> None:
    old = revision_with()
    last = (*old.tiers[:-1], Tier(upto=None, price=500 * PRICE_SCALE))
    assert is_rise(old, msgspec.structs.replace(old, tiers=last))
    assert not is_rise(old, old)
    assert not is_rise(dearer(old, 1, RISES), old)


@pytest.mark.parametrize(
    ("today", "holds"),
    [
        (RISES - timedelta(days=31), False),
        (RISES - timedelta(days=30), True),
        (RISES - timedelta(days=1), True),
        (RISES, False),
    ],
)
def test_a_cap_holds_from_its_days_before_a_rise_until_it(today: date, holds: bool) -> None:
    cap, old = RiseCap(days=30, volume=10_000), revision_with()
    entered = [old, dearer(old, 10, RISES)]
    window = rise_window(cap, entered, today)
    assert (window is not None) is holds
    assert rise_window(None, entered, today) is None
    assert rise_window(cap, [old, dearer(old, -10, RISES)], today) is None


def test_the_usual_volume_counts_before_the_fixed_one() -> None:
    window = RiseWindow(begins=date(2026, 3, 2), rises=RISES)
    cap = RiseCap(days=30, volume=5_000, times=150)
    assert usual_volume(96_000, 12) == 8_000
    assert rise_limit(cap, window, usual=8_000, bought=0).most == 12_000
    assert rise_limit(cap, window, usual=usual_volume(0, 12), bought=0).most == 5_000
    fixed = RiseCap(days=30, volume=5_000)
    assert rise_limit(fixed, window, usual=8_000, bought=7_000).left == 0


@settings(max_examples=40)
@given(st.integers(0, 40_000), st.integers(0, 40_000), st.integers(1_000, 60_000))
def test_no_purchase_passes_a_cap(most: int, bought: int, wanted: int) -> None:
    limit = RiseLimit(most=most, bought=bought, rises=RISES)
    facts: PricingFacts = facts_with(before_rise=limit)
    if wanted > limit.left:
        with pytest.raises(OverRiseCap) as refused:
            quote_volume(revision_with(), facts, wanted)
        assert RISES.isoformat() in refused.value.remedy
    else:
        assert quote_volume(revision_with(), facts, wanted).quantity == wanted
    try:
        assert afford(revision_with(), facts, wanted * 4).quantity <= limit.left
    except TariffError:
        assert limit.left < 1_000 or wanted * 4 < 200


def test_two_meters_of_one_payment_share_a_cap() -> None:
    facts = facts_with(before_rise=RiseLimit(most=10_000, bought=0, rises=RISES))
    first = quote_volume(revision_with(), facts, 7_000)
    rest = facts_after(facts, facts.kind, [(facts.kind, first)])
    with pytest.raises(OverRiseCap):
        quote_volume(revision_with(), rest, 4_000)
    assert quote_volume(revision_with(), rest, 3_000).quantity == 3_000
