"""Ranges of meters never overlap, and a meter is judged by the range that it came in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.meter_stock import (
    MOST_AT_ONCE,
    MeterRange,
    StockAnswer,
    StockRefused,
    StockRule,
    check_range,
    stock_notes,
)

TODAY = date(2026, 11, 23)


def meters(first: str, last: str, until: date | None = None) -> MeterRange:
    return MeterRange(first=first, last=last, model="DN15", verified_until=until)


numbers = st.integers(0, 40).map(lambda number: f"{number:04d}") | st.integers(0, 40).map(str)


@settings(max_examples=80)
@given(st.lists(st.tuples(numbers, numbers), max_size=12))
def test_no_number_is_received_twice(deliveries: list[tuple[str, str]]) -> None:
    received: list[MeterRange] = []
    for first, last in deliveries:
        wanted = meters(first, last)
        try:
            check_range(wanted, received)
        except StockRefused:
            continue
        received.append(wanted)
    inside = [
        f"{number:0{len(one.first)}d}"
        for one in received
        for number in range(int(one.first), int(one.last) + 1)
    ]
    assert len(inside) == len(set(inside)) == sum(one.count for one in received)
    assert all(sum(one.holds(number) for one in received) == 1 for number in inside)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("10", "9", "is no range"),
        ("9", "10", "is no range"),
        ("0", str(MOST_AT_ONCE), "is no range"),
        ("00000", str(MOST_AT_ONCE), "at most 10000"),
        ("0150", "0160", "received already"),
    ],
)
def test_what_is_no_new_range_is_refused(first: str, last: str, why: str) -> None:
    with pytest.raises(StockRefused, match=why):
        check_range(meters(first, last), [meters("0100", "0150")])


@given(
    st.sampled_from(StockAnswer),
    st.sampled_from(StockAnswer),
    st.none() | st.sampled_from(["DN15", "DN20"]),
    st.none() | st.integers(-2, 2),
)
@settings(max_examples=60)
def test_a_rule_decides(
    outside: StockAnswer, expired: StockAnswer, came_as: str | None, days: int | None
) -> None:
    until = None if days is None else TODAY + timedelta(days=days)
    held = None
    if came_as is not None:
        held = MeterRange(first="1", last="9", model=came_as, verified_until=until)
    ended = held is not None and days is not None and days < 0
    asked = ([outside] if came_as != "DN15" else []) + ([expired] if ended else [])
    rule = StockRule(outside=outside, expired=expired)
    if StockAnswer.REFUSE in asked:
        with pytest.raises(StockRefused):
            stock_notes(rule, "5", "DN15", held, TODAY)
    else:
        notes = stock_notes(rule, "5", "DN15", held, TODAY)
        assert len(notes) == asked.count(StockAnswer.WARN)
