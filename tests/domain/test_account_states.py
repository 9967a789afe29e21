"""What an account is, by the events that changed it; what each state lets be done."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.account_states import (
    AccountAct,
    AccountState,
    StateChange,
    allows,
    standing_on,
    suspended_spans,
)

START = date(2026, 1, 1)
_ENDED = (AccountState.CANCELLED, AccountState.MERGED, AccountState.VOIDED)
_days = st.integers(0, 40).map(lambda days: START + timedelta(days=days))
_changes = st.lists(
    st.builds(
        StateChange,
        becomes=st.sampled_from(AccountState),
        on=_days,
        until=st.none() | _days,
        reason=st.just("said"),
    ),
    max_size=8,
).map(lambda found: sorted(found, key=lambda one: one.on))


def change(
    becomes: AccountState, day: int, until: int | None = None, reason: str = ""
) -> StateChange:
    end = None if until is None else START + timedelta(days=until)
    return StateChange(becomes=becomes, on=START + timedelta(days=day), until=end, reason=reason)


class TestWhatAnAccountIs:
    def test_active_while_nothing_is_known(self) -> None:
        assert standing_on((), START).state is AccountState.ACTIVE

    @given(_changes, st.sampled_from(_ENDED), _changes)
    def test_the_first_end_is_final(
        self, before: list[StateChange], end: AccountState, after: list[StateChange]
    ) -> None:
        alive = [one for one in before if not one.becomes.final]
        story = [*alive, change(end, 50, reason="first"), *after]
        standing = standing_on(story, START + timedelta(days=99))
        assert (standing.state, standing.reason) == (end, "first")

    def test_suspending_and_resuming_follow_the_later_one(self) -> None:
        story = [change(AccountState.SUSPENDED, 1), change(AccountState.ACTIVE, 5)]
        assert standing_on(story, START).state is AccountState.ACTIVE
        story.append(change(AccountState.SUSPENDED, 9, reason="again"))
        assert standing_on(story, START).reason == "again"

    def test_a_suspension_with_a_day_ends_by_itself(self) -> None:
        story = [change(AccountState.SUSPENDED, 1, until=5)]
        for day, state in ((4, AccountState.SUSPENDED), (5, AccountState.ACTIVE)):
            assert standing_on(story, START + timedelta(days=day)).state is state


class TestSuspendedDays:
    """For them no standing charge is due."""

    @given(_changes)
    def test_they_follow_each_other_and_only_the_last_is_open(
        self, story: list[StateChange]
    ) -> None:
        spans = suspended_spans(story)
        assert all(end is not None for _start, end in spans[:-1])
        assert all(end is None or start < end for start, end in spans)
        for (_start, end), (following, _end) in pairwise(spans):
            assert end is not None
            assert end <= following

    @given(_changes, _days)
    def test_a_day_within_them_is_one_on_which_the_account_was_suspended(
        self, story: list[StateChange], day: date
    ) -> None:
        known = [one for one in story if one.on <= day]
        inside = any(
            start <= day and (end is None or day < end) for start, end in suspended_spans(known)
        )
        assert inside is (standing_on(known, day).state is AccountState.SUSPENDED)


class TestTheMatrix:
    @pytest.mark.parametrize("act", AccountAct)
    def test_what_was_begun_ends_in_every_state(self, act: AccountAct) -> None:
        always = {AccountAct.READ, AccountAct.SETTLE, AccountAct.GIVE_BACK, AccountAct.RETRIEVE}
        assert all(allows(state, act) for state in AccountState) is (act in always)

    def test_only_an_active_account_buys(self) -> None:
        for act in (AccountAct.SELL, AccountAct.MAKE_CARD, AccountAct.GIVE_CREDIT):
            assert {state for state in AccountState if allows(state, act)} == {AccountState.ACTIVE}

    def test_only_a_suspended_one_is_resumed(self) -> None:
        found = {state for state in AccountState if allows(state, AccountAct.RESUME)}
        assert found == {AccountState.SUSPENDED}

    def test_nothing_follows_an_end(self) -> None:
        ending = {
            AccountAct.VOID,
            AccountAct.CANCEL,
            AccountAct.MERGE,
            AccountAct.SUSPEND,
            AccountAct.RESUME,
        }
        assert not any(allows(state, act) for state in _ENDED for act in ending)
