"""A report in pieces is of the days that were asked, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.asked import Asked, month_by_month, week_by_week

_DAYS = st.dates(date(2020, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(("cut", "most"), [(month_by_month, 31), (week_by_week, 7)])
@given(since=_DAYS, length=st.integers(0, 500))
def test_every_day_is_in_one_piece(
    cut: Callable[[Asked], Iterator[Asked]], most: int, since: date, length: int
) -> None:
    asked = Asked(since=since, until=since + timedelta(days=length), by="day")
    pieces = list(cut(asked))
    days = [
        piece.since + timedelta(days=at)
        for piece in pieces
        for at in range((piece.until - piece.since).days + 1)
    ]
    assert days == [since + timedelta(days=at) for at in range(length + 1)]
    assert all((piece.until - piece.since).days < most for piece in pieces)
    assert {piece.by for piece in pieces} == {"day"}
