"""Cards that are taken along: numbers as typed, and where each of them is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cards_out import (
    MOST_CARDS,
    BadCardNumber,
    CardOutcome,
    CardOutState,
    card_numbers,
    may_be_named,
    may_come_back,
    state_of,
)

TODAY = date(2026, 11, 23)
outcomes = st.none() | st.sampled_from(CardOutcome)


def test_numbers_are_told_apart_by_commas_or_spaces() -> None:
    assert card_numbers(" 0011a2, 0011A3  9f-77 ") == ("0011A2", "0011A3", "9F-77")


@pytest.mark.parametrize(
    "typed",
    [
        *("", " , ", "A,a", "-", "12\x07", "1" * 25, "\u0661\u0662", "\u0410B1", "a/b"),
        ",".join(f"C{at}" for at in range(MOST_CARDS + 1)),
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(BadCardNumber) as refused:
        card_numbers(typed)
    assert refused.value.remedy.startswith("Nothing was recorded.")


@given(outcomes, st.booleans(), st.integers(-5, 5))
def test_a_card_is_somewhere_and_comes_back_once(
    outcome: CardOutcome | None, recorded: bool, days: int
) -> None:
    due = TODAY + timedelta(days=days)
    state = state_of(today=TODAY, due_back=due, outcome=outcome, recorded=recorded)
    assert (state is CardOutState.OVERDUE) is (outcome is None and not recorded and days < 0)
    open_again = outcome in (None, CardOutcome.LOST) and not recorded
    assert may_come_back(state, CardOutcome.UNUSED) is open_again
    assert may_come_back(state, CardOutcome.LOST) is (outcome is None and not recorded)
    named = may_be_named(state, out_on=TODAY, work_date=TODAY + timedelta(days=days))
    used = outcome in (None, CardOutcome.USED) and not recorded
    assert named is (used and days >= 0)
