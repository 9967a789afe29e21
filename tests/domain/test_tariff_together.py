"""Several meters in one payment: the account has its money once, a kind has its tiers once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cards import UtilityKind
from app.domain.tariff.afford import afford
from app.domain.tariff.breakdown import LineKind
from app.domain.tariff.errors import OverMonthlyCap
from app.domain.tariff.quote import quote_volume
from app.domain.tariff.together import facts_after
from tests.domain.examples import WUXI, amount_of, facts_with, revision_with

WATER, GAS = UtilityKind.WATER, UtilityKind.GAS
VOLUMES = st.integers(1, 40).map(lambda units: 1_000 * units)


@given(VOLUMES, VOLUMES, st.integers(0, 30_000))
def test_two_meters_of_a_kind_use_the_tiers_that_one_would(one: int, two: int, bought: int) -> None:
    revision, facts = revision_with(allowance=5_000), facts_with(bought=bought)
    first = quote_volume(revision, facts, one)
    second = quote_volume(revision, facts_after(facts, WATER, [(WATER, first)]), two)
    both = quote_volume(revision, facts, one + two)
    assert (second.bought, second.allowance_used) == (both.bought, both.allowance_used)
    assert first.total + second.total == both.total


@given(VOLUMES, VOLUMES)
def test_meters_of_two_kinds_have_tiers_of_their_own(one: int, two: int) -> None:
    first = quote_volume(WUXI, facts_with(), one)
    facts = facts_after(facts_with(), GAS, [(WATER, first)])
    assert quote_volume(WUXI, facts, two) == quote_volume(WUXI, facts_with(), two)


@pytest.mark.parametrize("kind", [WATER, GAS])
def test_balance_and_arrears_are_those_of_the_account(kind: UtilityKind) -> None:
    """The first meter of the payment leaves the rest of both to the next, whatever it measures."""
    revision = revision_with(arrears_rate=5_000)
    facts = facts_with(balance=1_000, arrears=3_000, step=10)
    first = afford(revision, facts, 3_000)
    taken = amount_of(first, LineKind.ARREARS)
    assert taken
    assert first.balance_used
    left = facts_after(facts, kind, [(WATER, first)])
    assert left.balance == 1_000 - first.balance_used
    assert left.arrears == 3_000 - taken


def test_the_monthly_cap_is_one_for_all_meters_of_a_kind() -> None:
    revision, facts = revision_with(monthly_cap=9_000), facts_with()
    first = quote_volume(revision, facts, 6_000)
    with pytest.raises(OverMonthlyCap):
        quote_volume(revision, facts_after(facts, WATER, [(WATER, first)]), 3_001)
    quote_volume(revision, facts_after(facts, WATER, [(WATER, first)]), 3_000)
    quote_volume(revision, facts_after(facts, GAS, [(WATER, first)]), 9_000)
