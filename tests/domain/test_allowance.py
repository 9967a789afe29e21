"""The vending limit of a counter, and the code that carries it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.allowance import (
    NOT_GRANTED,
    Allowance,
    AllowanceRefusal,
    Takings,
    left,
    next_serial,
    refusal,
    taken_up,
)
from app.domain.allowance_code import (
    BadAllowanceCode,
    allowance_code,
    proves,
    read_allowance_code,
)
from app.domain.approval import grouped

DAY = date(2026, 11, 23)
KEY = bytes(range(32))
grants = st.builds(
    Allowance,
    serial=st.integers(1, 999_999_999),
    money=st.integers(0, 999_999_999) | st.integers(0, 99_999).map(lambda m: m * 1_000_000),
    count=st.integers(0, 999_999),
    until=st.dates(date(2000, 1, 1), date(2270, 1, 1)),
)
moves = st.lists(st.integers(-5_000, 5_000), max_size=30)


@given(grants, moves, moves)
def test_what_is_left_is_never_more_than_was_granted_nor_below_nothing(
    grant: Allowance, earlier: list[int], since: list[int]
) -> None:
    before = Takings(cash=sum(earlier), sales=len(earlier))
    now = Takings(cash=before.cash + sum(since), sales=before.sales + len(since))
    rest = left(grant, before, now)
    assert 0 <= rest.money <= grant.money
    assert 0 <= rest.count <= grant.count


@given(grants, moves)
def test_whoever_obeys_takes_no_more_cash_than_was_granted(
    grant: Allowance, wishes: list[int]
) -> None:
    start = now = Takings(cash=700, sales=3)
    for wish in wishes:
        if wish < 0 or refusal(left(grant, start, now), wish, grant.until) is None:
            now = Takings(cash=now.cash + wish, sales=now.sales + (wish > 0))
    assert now.cash - start.cash <= grant.money
    assert now.sales - start.sales <= grant.count


@given(st.permutations([1, 2, 3, 3]), st.integers(0, 4))
def test_grants_in_any_order_and_doubled_end_with_the_last_one(
    order: list[int], in_force: int
) -> None:
    known: list[Allowance] = []
    for serial in order:
        known.append(Allowance(serial=serial, money=serial, count=1, until=DAY))
        up = taken_up(in_force, known)
        assert up is None or up.serial > in_force
        in_force = in_force if up is None else up.serial
    assert in_force == max(in_force, 3)


@pytest.mark.parametrize(
    ("money", "count", "day", "why"),
    [
        (101, 1, DAY, AllowanceRefusal.MONEY),
        (100, 1, DAY, None),
        (1, 0, DAY, AllowanceRefusal.COUNT),
        (1, 1, DAY + timedelta(days=1), AllowanceRefusal.DAYS),
    ],
)
def test_each_bound_refuses_by_itself(
    money: int, count: int, day: date, why: AllowanceRefusal | None
) -> None:
    grant = Allowance(serial=1, money=100, count=count, until=DAY)
    assert refusal(left(grant, Takings(), Takings()), money, day) is why


def test_who_was_granted_nothing_sells_nothing() -> None:
    assert refusal(NOT_GRANTED, 0, DAY) is AllowanceRefusal.NOT_GRANTED


@given(grants, st.integers(1, 32_767), st.integers(1, 65_535))
def test_a_code_says_all_of_a_grant_and_proves_it(grant: Allowance, kiosk: int, epoch: int) -> None:
    digits = allowance_code(grant, kiosk, epoch, KEY)
    code = read_allowance_code(grouped(digits))
    assert code.allowance == grant
    assert proves(code, kiosk, epoch, KEY)
    assert not proves(code, kiosk + 1, epoch, KEY)
    assert not proves(code, kiosk, epoch + 1, KEY)
    assert not proves(code, kiosk, epoch, bytes(32))


def test_a_usual_code_is_short_enough_to_read_out() -> None:
    grant = Allowance(serial=48_000, money=5_000_000, count=300, until=DAY)
    assert len(allowance_code(grant, 7, 1, KEY)) <= 31


@given(
    given_at=st.lists(st.tuples(st.integers(0, 10**10), st.booleans()), max_size=12),
    begin=st.integers(1_767_225_600_000, 1_900_000_000_000),
)
def test_head_office_put_back_gives_no_serial_again(
    given_at: list[tuple[int, bool]], begin: int
) -> None:
    """``given_at``: how long after the one before, and whether all in between was forgotten."""
    given, known, now = list[int](), list[int](), begin
    for pause, was_put_back in given_at:
        now += pause if not was_put_back else max(pause, 600_000 * (len(known) + 1))
        if was_put_back:
            known = []
        known.append(next_serial(known, now))
        assert all(known[-1] > one for one in given)
        given.append(known[-1])


def test_a_clock_that_ran_ahead_holds_no_grant_back() -> None:
    """The counter's own events say which serial it goes by."""
    assert next_serial([900_000], 1_795_435_200_000) == 900_001
    assert next_serial([], 0) == 1


@given(grants, st.data())
def test_one_wrong_digit_or_two_swapped_show(grant: Allowance, data: st.DataObject) -> None:
    digits = allowance_code(grant, 7, 1, KEY)
    at = data.draw(st.integers(0, len(digits) - 2))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[at]]))
    wrong = {digits[:at] + other + digits[at + 1 :]}
    if digits[at] != digits[at + 1]:
        wrong.add(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
    for one in wrong:
        with pytest.raises(BadAllowanceCode):
            read_allowance_code(one)


@given(st.text("0123456789", max_size=40) | st.text(max_size=10))
def test_what_is_typed_is_a_code_or_refused(text: str) -> None:
    try:
        code = read_allowance_code(text)
    except BadAllowanceCode:
        return
    assert code.allowance.serial >= 0


@given(grants, st.integers(0, 10**9 - 1))
def test_a_changed_grant_is_not_proven(grant: Allowance, money: int) -> None:
    code = read_allowance_code(allowance_code(grant, 7, 1, KEY))
    if money != grant.money:
        bigger = Allowance(serial=grant.serial, money=money, count=grant.count, until=grant.until)
        forged = type(code)(allowance=bigger, proof=code.proof)
        assert not proves(forged, 7, 1, KEY)
