"""What is left when an account ends: never worth more than was paid, and it always balances."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from app.domain.account_closing import (
    LoadWorth,
    balanced_out,
    carried_over,
    cash_of,
    left_in_meter,
    paid_back,
    shares_of,
    worth_of,
)
from app.domain.identity import EventId
from app.domain.tariff.breakdown import Line, LineKind

_money = st.integers(0, 10_000_000)
_quantity = st.integers(1, 100_000)


@st.composite
def _paid_loads(draw: st.DrawFn) -> LoadWorth:
    """A purchase of up to three tiers with a surcharge, or credit that nobody paid for."""
    tiers = draw(st.lists(st.tuples(_quantity, _money, st.integers(0, 100)), max_size=3))
    lines = [
        Line(
            kind=LineKind.TIER,
            code=f"tier-{at}",
            name="Tier",
            quantity=quantity,
            amount=amount,
            tax=amount * share // 200,
        )
        for at, (quantity, amount, share) in enumerate(tiers, start=1)
    ]
    credit = sum(line.quantity for line in lines)
    if lines:
        kind, paid = LineKind.SURCHARGE, draw(_money)
        lines.append(Line(kind=kind, code="sewage", name="", quantity=credit, amount=paid))
    return LoadWorth(credit=credit or draw(_quantity), lines=tuple(lines))


_loads = st.lists(_paid_loads(), max_size=5)


def total(lines: tuple[Line, ...]) -> int:
    return sum(line.amount for line in lines)


class TestWorth:
    @given(_loads, st.integers(0, 2_000_000))
    def test_is_at_most_what_was_paid_and_all_of_it_for_all(
        self, loads: list[LoadWorth], left: int
    ) -> None:
        paid = sum(line.amount for load in loads for line in load.lines)
        worth = total(worth_of(left, loads))
        assert 0 <= worth <= paid
        if left >= sum(load.credit for load in loads):
            assert worth == paid

    @given(_loads, st.integers(0, 2_000_000))
    def test_is_shared_among_loads_newest_first_none_beyond_its_credit(
        self, loads: list[LoadWorth], left: int
    ) -> None:
        shares = shares_of(left, loads)
        assert sum(one.taken for one in shares) == min(left, sum(one.credit for one in loads))
        for share, load in zip(shares, loads, strict=False):
            assert share.load is load
            assert 0 < share.taken <= load.credit
            assert share.taken == load.credit or share is shares[-1]
            assert total(share.lines) <= total(load.lines)
            assert share.allowance == 0  # these loads have none

    def test_leaves_the_free_volume_of_a_load_to_the_last(self) -> None:
        free = Line(kind=LineKind.ALLOWANCE, code="", name="", quantity=1_000, amount=0)
        paid = Line(kind=LineKind.TIER, code="tier-1", name="", quantity=4_000, amount=4_000)
        load = LoadWorth(credit=5_000, lines=(free, paid))
        assert [shares_of(left, [load])[0].allowance for left in (3_000, 4_500, 5_000)] == [
            0,
            500,
            1_000,
        ]

    @given(st.integers(-5, 9_000), st.integers(0, 9_000), st.none() | st.integers(0, 12_000))
    def test_is_of_no_more_than_was_bought_and_not_used(
        self, remaining: int, credited: int, used: int | None
    ) -> None:
        left = paid_back(remaining=remaining, credited=credited, used=used)
        assert 0 <= left <= max(0, remaining)
        assert left <= credited
        assert left + (used or 0) <= max(credited, used or 0)

    @given(_loads, st.integers(0, 1_000_000), st.integers(0, 1_000))
    def test_never_falls_with_what_is_left(
        self, loads: list[LoadWorth], left: int, more: int
    ) -> None:
        lines, grown = worth_of(left, loads), worth_of(left + more, loads)
        assert total(lines) <= total(grown)
        assert all(0 <= line.tax <= line.amount for line in grown)

    def test_is_that_of_the_dearest_tier_of_the_newest_purchase_first(self) -> None:
        def tier(at: int, quantity: int, amount: int) -> Line:
            kind = LineKind.TIER
            return Line(kind=kind, code=f"{at}", name="", quantity=quantity, amount=amount)

        newest = LoadWorth(credit=3_000, lines=(tier(1, 2_000, 20), tier(2, 1_000, 50)))
        older = LoadWorth(credit=1_000, lines=(tier(1, 1_000, 10),))
        assert total(worth_of(500, (newest, older))) == 25
        assert total(worth_of(2_000, (newest, older))) == 60
        assert total(worth_of(3_500, (newest, older))) == 75
        given_for_nothing = LoadWorth(credit=1_000)
        assert total(worth_of(1_500, (given_for_nothing, newest))) == 25


class TestCarriedOver:
    @given(_loads, st.integers(0, 500_000), st.integers(0, 500_000))
    def test_credit_is_worth_the_same_in_the_meter_that_follows(
        self, loads: list[LoadWorth], credit: int, left: int
    ) -> None:
        """But for the rounding of a part of a part, always down."""
        carried = carried_over(credit, loads)
        assert sum(load.credit for load in carried) == credit
        there, here = total(worth_of(left, carried)), total(worth_of(min(left, credit), loads))
        assert 0 <= here - there <= 4

    def test_beyond_what_was_bought_is_worth_nothing(self) -> None:
        assert carried_over(500, ()) == (LoadWorth(credit=500),)
        assert carried_over(0, ()) == ()


def test_a_load_that_may_still_be_used_is_not_counted_as_inside() -> None:
    assert left_in_meter(credited=10_000, unproven=4_000, used=5_000) == 1_000
    assert left_in_meter(credited=10_000, unproven=0, used=10_001) == -1


@given(_money, _money, _money, _money, st.booleans(), st.sampled_from([1, 50, 100]))
def test_everything_balances_out(
    worth: int, balance: int, charges: int, arrears: int, in_cash: bool, unit: int
) -> None:
    found = balanced_out(
        worth=worth,
        balance=balance,
        charges=charges,
        arrears=arrears,
        in_cash=in_cash,
        unit=unit,
    )
    goes_out = found.to_cash + found.to_balance
    assert worth + found.rounding + balance + found.received == charges + arrears + goes_out
    assert not (found.received and goes_out)
    assert not found.to_cash % unit
    assert not found.received % unit
    assert abs(found.rounding) < unit
    if in_cash:
        assert not found.to_balance


class TestCash:
    @given(_loads, st.integers(0, 2_000_000), st.lists(_money, min_size=5, max_size=5))
    def test_goes_out_only_where_it_came_in_and_as_far_as_it_did(
        self, loads: list[LoadWorth], left: int, came: list[int]
    ) -> None:
        purchases = [EventId(7, 1, 10 + at % 3) for at in range(len(loads))]
        loads = [
            msgspec.structs.replace(load, purchase=purchase if load.lines else None)
            for load, purchase in zip(loads, purchases, strict=True)
        ]
        cash_left = dict(zip(purchases, came, strict=False))
        shares = shares_of(left, loads)
        out = cash_of(shares, cash_left)
        assert len(out) == len(shares)
        for share, cash in zip(shares, out, strict=True):
            assert 0 <= cash <= share.price
            assert share.load.purchase is not None or cash == 0
        for purchase, most in cash_left.items():
            mine = [at for at, share in enumerate(shares) if share.load.purchase == purchase]
            paid, worth = sum(out[at] for at in mine), sum(shares[at].price for at in mine)
            assert paid == min(worth, most)
