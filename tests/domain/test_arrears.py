"""Debts are paid oldest first; plans split what is owed; rules bound what a purchase takes."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.arrears import (
    ArrearsPlan,
    Debt,
    DeductionRule,
    DeductionScheme,
    deductible,
    due_by,
    instalments,
    months_after,
    open_parts,
    plan_standing,
)
from app.domain.identity import EventId

TODAY = date(2026, 11, 23)
_FEW = settings(max_examples=60, deadline=None)
_money = st.integers(1, 10**6)


def debt(seq: int, left: int, due: date = TODAY) -> Debt:
    return Debt(
        event=EventId(7, 1, seq), booked=TODAY, due=due, name="Repair", amount=left, left=left
    )


@_FEW
@given(st.lists(st.integers(-(10**6), 10**6), max_size=12))
def test_what_is_left_is_what_is_owed_and_of_the_newest(moved: list[int]) -> None:
    left = open_parts(moved)
    assert sum(left) == max(0, sum(moved))
    assert all(0 <= part <= max(0, amount) for part, amount in zip(left, moved, strict=True))
    # Nothing newer was paid before anything older was paid in full.
    touched = [at for at, part in enumerate(left) if part > 0]
    if touched:
        first = touched[0]
        assert all(left[at] == max(0, moved[at]) for at in range(first + 1, len(moved)))


@_FEW
@given(_money, st.integers(1, 60), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_instalments_are_alike_and_a_month_apart(total: int, months: int, first: date) -> None:
    parts = instalments(total, months, first)
    assert sum(one.amount for one in parts) == total
    assert max(one.amount for one in parts) - min(one.amount for one in parts) <= 1
    assert [one.due for one in parts] == [months_after(first, at) for at in range(len(parts))]
    assert len(parts) == min(months, total)


def test_a_day_that_a_month_has_not_is_its_last_one() -> None:
    assert months_after(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 31), 1) == date(2027, 1, 31)


@_FEW
@given(_money, st.integers(1, 12), st.integers(0, 400), st.integers(0, 10**6))
def test_a_plan_asks_for_what_its_days_say_and_was_not_paid(
    total: int, months: int, later: int, paid: int
) -> None:
    plan = ArrearsPlan(
        instalments=instalments(total, months, TODAY), debts=(EventId(7, 1, 1),), reason="poor"
    )
    debts = [debt(1, max(0, total - paid)), debt(2, 50, TODAY + timedelta(days=200))]
    day = TODAY + timedelta(days=later)
    standing = plan_standing(plan, debts, day)
    asked = sum(one.amount for one in plan.instalments if one.due <= day)
    assert standing.due == max(0, asked - min(paid, total))
    assert standing.overdue <= standing.due <= standing.left == max(0, total - paid)
    assert (standing.next_due is None) is (standing.left == standing.due)
    assert due_by(plan, debts, day) == standing.due + (50 if later >= 200 else 0)


@_FEW
@given(_money, st.integers(0, 10**6), st.integers(1, 10_000), _money)
def test_no_rule_takes_more_than_is_owed(owed: int, due: int, rate: int, amount: int) -> None:
    for rule in DeductionRule:
        scheme = DeductionScheme(rule=rule, rate=rate, amount=amount)
        taken = deductible(scheme, arrears=owed, due=min(due, owed))
        assert 0 <= taken.most <= owed
    by_percent = DeductionScheme(rule=DeductionRule.PERCENT, rate=rate)
    assert deductible(by_percent, arrears=owed, due=0) == (owed, rate)
    nothing = DeductionScheme(rule=DeductionRule.NONE)
    assert deductible(nothing, arrears=owed, due=owed).most == 0
