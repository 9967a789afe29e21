"""What is said back moves no cursor, and days that nobody can mean."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.days import can_be_accounted, can_be_meant
from app.domain.errors import TapcardError
from app.domain.saying import sayable

TODAY = date(2026, 11, 26)


@settings(max_examples=60)
@given(st.text())
def test_nothing_that_is_said_moves_a_cursor_and_nothing_readable_is_lost(text: str) -> None:
    said = sayable(text)
    assert not any(ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 for sign in said)
    assert not any(0xD800 <= ord(sign) < 0xE000 for sign in said)
    assert sayable(said) == said
    if text.isprintable():
        assert said == text


def test_an_error_says_back_what_was_typed_in_plain_signs() -> None:
    error = TapcardError("No \x1b[31mA\r\nB \u202e12 \u200c", "x" * 300 + " try again")
    assert error.message == "No ?[31mA  B ?12 \u200c"
    assert error.remedy == "x" * 40 + "... try again"
    assert str(error) == error.message


@pytest.mark.parametrize(
    ("day", "meant"),
    [
        (date(1, 1, 1), False),
        (date(1969, 12, 31), False),
        (date(1970, 1, 1), True),
        (date(2199, 12, 31), True),
        (date(9999, 12, 31), False),
    ],
)
def test_a_day_is_one_of_a_calendar_that_people_use(day: date, meant: bool) -> None:
    assert can_be_meant(day) is meant


def test_cash_counts_for_a_day_near_the_one_it_is_taken_on() -> None:
    near = [days for days in range(-40, 10) if can_be_accounted(TODAY + timedelta(days), TODAY)]
    assert near == list(range(-31, 2))
