"""What a meter with tiers inside is told: full prices, the household's thresholds, the switch."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.meter_tariff import MOST_TIERS, TierSet
from app.domain.quantity import CHARGE_SCALE, PRICE_SCALE, divide_rounded
from app.domain.tariff.charges import volume_charge
from app.domain.tariff.errors import NoPrices
from app.domain.tariff.meter_tiers import meter_tariff, tier_set
from app.domain.tariff.revision import Surcharge, TariffRevision, Tax, Tier
from tests.domain.examples import VAT_ADDED, VAT_INCLUDED, WUXI, facts_with, revision_with
from tests.domain.strategies import revisions

TODAY = date(2026, 3, 10)


def flat(number: int, valid_from: date, price: int) -> TariffRevision:
    tiers = (Tier(upto=None, price=price * PRICE_SCALE),)
    return revision_with(revision=number, valid_from=valid_from, tiers=tiers)


def test_the_set_in_force_alone_where_no_change_is_entered() -> None:
    told = meter_tariff([WUXI], TODAY, persons=4)
    assert told.current == TierSet(
        starts=(0, 25_000, 30_000),
        prices=(200 * PRICE_SCALE, 300 * PRICE_SCALE, 400 * PRICE_SCALE),
    )
    assert (told.following, told.switch_at) == (None, None)


def test_the_next_change_comes_with_local_midnight_of_its_day() -> None:
    entered = [
        flat(4, date(2026, 7, 1), 500),
        flat(2, date(2026, 4, 1), 300),
        flat(3, date(2026, 4, 1), 350),
        flat(1, date(2026, 1, 1), 200),
    ]
    told = meter_tariff(entered, TODAY, persons=4)
    assert told.current.prices == (200 * PRICE_SCALE,)
    assert told.following is not None
    assert told.following.prices == (350 * PRICE_SCALE,)
    assert told.switch_at == datetime(2026, 4, 1, 0, 0)
    on_the_day = meter_tariff(entered, date(2026, 4, 1), persons=4)
    assert on_the_day.current == told.following
    assert on_the_day.switch_at == datetime(2026, 7, 1, 0, 0)


def test_without_prices_today_there_is_nothing_to_tell() -> None:
    with pytest.raises(NoPrices, match="2026-03-10"):
        meter_tariff([flat(1, date(2026, 4, 1), 200)], TODAY, persons=4)


def test_thresholds_grow_with_the_household_as_it_is() -> None:
    assert tier_set(WUXI, 6).starts == (0, 37_000, 42_000)
    assert tier_set(WUXI, 2).starts == (0, 25_000, 30_000)


def test_a_price_in_the_meter_has_surcharges_and_all_taxes_in_it() -> None:
    revision = revision_with(
        tiers=(Tier(upto=None, price=100 * PRICE_SCALE),),
        taxes=(VAT_ADDED, Tax(code="eco", rate=500, included=True)),
        tiers_tax="vat",
        surcharges=(
            Surcharge(code="sewage", name="Sewage", price=10 * PRICE_SCALE, tax="vat"),
            Surcharge(code="resource", name="Resource", price=7 * PRICE_SCALE, tax="eco"),
        ),
    )
    assert tier_set(revision, 4).prices == (1346_000,)


def test_tax_on_top_is_rounded_to_a_ten_thousandth_of_a_minor_unit() -> None:
    odd = revision_with(tiers=(Tier(upto=None, price=3),), taxes=(VAT_ADDED,), tiers_tax="vat")
    assert tier_set(odd, 4).prices == (3,)  # 3.48
    inside = msgspec.structs.replace(odd, taxes=(VAT_INCLUDED,))
    assert tier_set(inside, 4).prices == (3,)


@given(revisions(), st.integers(1, 12), st.integers(0, 150_000))
def test_the_meter_asks_for_the_same_volume_what_the_counter_would(
    revision: TariffRevision, persons: int, used: int
) -> None:
    """But for free volume, and one rounding per price and per line."""
    revision = msgspec.structs.replace(revision, allowance=0)
    told = tier_set(revision, persons)
    assert len(told.starts) == len(told.prices) <= MOST_TIERS
    assert list(told.starts) == sorted(set(told.starts))
    ends = [*told.starts[1:], max(used, told.starts[-1])]
    asked = sum(
        max(0, min(used, end) - start) * price
        for start, end, price in zip(told.starts, ends, told.prices, strict=True)
    )
    facts = facts_with(household=((date(2024, 1, 1), persons),))
    counter = volume_charge(revision, facts, bought=0, allowance_used=0).gross(used)
    parts = len(revision.tiers) * (1 + len(revision.surcharges))
    coarse = divide_rounded(parts * used, CHARGE_SCALE)
    assert abs(divide_rounded(asked, CHARGE_SCALE) - counter) <= 2 * parts + 2 + coarse
