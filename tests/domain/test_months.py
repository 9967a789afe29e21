"""Nothing is ever booked in a locked month, and what is not in one stays where it is."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.months import accounting_date, is_locked, month_after, month_of

days = st.dates(date(2000, 1, 1), date(2199, 12, 31))


@given(day=days, month=st.none() | days.map(month_of))
def test_a_day_moves_out_of_a_locked_month_and_no_further(day: date, month: date | None) -> None:
    booked = accounting_date(day, month)
    assert not is_locked(booked, month)
    if is_locked(day, month):
        assert month is not None
        assert booked == month_after(month)
    else:
        assert booked == day
    assert accounting_date(booked, month) == booked


@given(day=days)
def test_the_month_after_begins_where_this_one_ends(day: date) -> None:
    after = month_after(month_of(day))
    assert after.day == 1
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == 1
