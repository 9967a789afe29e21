"""Rules for PINs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.pins import LONGEST, SHORTEST, PinFault, PinRules, expired, fault_of, longest_run

DAY = 24 * 3_600_000


@pytest.mark.parametrize(
    ("pin", "run"),
    [
        ("", 0),
        ("7", 1),
        ("71", 1),
        ("717171", 1),
        ("111234", 4),
        ("908999", 3),
        ("543210", 6),
        ("890123", 6),
        ("121212", 2),
        ("131313", 1),
        ("112358", 3),
    ],
)
def test_a_run_repeats_or_counts(pin: str, run: int) -> None:
    assert longest_run(pin) == run


@given(st.text("0123456789", min_size=SHORTEST, max_size=LONGEST), st.integers(2, LONGEST))
def test_no_run_is_longer_than_the_rules_say(pin: str, longest: int) -> None:
    fault = fault_of(pin, PinRules(longest_run=longest))
    assert (fault is PinFault.EASY) is (longest_run(pin) > longest or longest_run(pin) == len(pin))


@given(st.text(max_size=14), st.integers(SHORTEST, LONGEST))
def test_it_has_digits_only_and_enough_of_them(pin: str, shortest: int) -> None:
    good = pin.isascii() and pin.isdecimal() and shortest <= len(pin) <= LONGEST
    assert (fault_of(pin, PinRules(shortest=shortest)) is PinFault.LENGTH) is not good


def test_it_expires_after_its_days() -> None:
    rules = PinRules(days=90)
    assert not expired(rules, 0, 90 * DAY - 1)
    assert expired(rules, 0, 90 * DAY)
    assert not expired(rules, None, 90 * DAY)
    assert not expired(PinRules(), 0, 900 * DAY)
