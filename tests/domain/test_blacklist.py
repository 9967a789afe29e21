"""What the blacklist stops, and when an entry is over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.account_states import AccountAct
from app.domain.blacklist import BlacklistEntry, EntryState, Listed, Subject, stops

START = date(2026, 1, 1)
_days = st.integers(0, 400).map(lambda days: START + timedelta(days=days))


def entry(*, lifted: bool, until: date | None) -> BlacklistEntry:
    return BlacklistEntry(
        subject=Subject(what=Listed.METER, number="000000012345"),
        account="",
        lifted=lifted,
        on=START,
        until=until,
        reason="said",
        by=20,
        second=None,
    )


@given(_days, st.none() | _days, st.booleans())
def test_an_entry_is_in_force_before_its_day_unless_it_was_lifted(
    day: date, until: date | None, lifted: bool
) -> None:
    state = entry(lifted=lifted, until=until).state(day)
    assert (state is EntryState.LIFTED) is lifted
    assert (state is EntryState.IN_FORCE) is (not lifted and (until is None or day < until))


@pytest.mark.parametrize("what", Listed)
@pytest.mark.parametrize("act", AccountAct)
def test_what_was_begun_ends_and_nothing_is_sold_or_given(what: Listed, act: AccountAct) -> None:
    if act in {AccountAct.READ, AccountAct.SETTLE, AccountAct.GIVE_BACK, AccountAct.RETRIEVE}:
        assert not stops(what, act)
    if act in {
        AccountAct.SELL,
        AccountAct.MAKE_CARD,
        AccountAct.GIVE_CREDIT,
        AccountAct.WRITE_AGAIN,
        AccountAct.RELEASE,
        AccountAct.CORRECT,
        AccountAct.MERGE,
    }:
        assert stops(what, act)


def test_a_meter_on_the_list_may_come_off_the_wall() -> None:
    allowed = {what for what in Listed if not stops(what, AccountAct.CHANGE_METER)}
    assert allowed == {Listed.METER}
