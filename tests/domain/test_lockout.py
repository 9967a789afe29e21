"""How long an operator waits after wrong PINs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.lockout import FOREVER, locked_until

NOW = 1_795_435_200_000


class TestWrongPins:
    """A few are free; then it takes longer and longer; then somebody else must help."""

    @pytest.mark.parametrize("failures", [0, 1, 4])
    def test_are_free_at_first(self, failures: int) -> None:
        assert locked_until(failures, NOW) == 0

    @pytest.mark.parametrize(("failures", "seconds"), [(5, 30), (6, 60), (7, 120), (9, 480)])
    def test_then_double_the_wait(self, failures: int, seconds: int) -> None:
        assert locked_until(failures, NOW) == NOW + 1000 * seconds

    @pytest.mark.parametrize("failures", [10, 11, 1000])
    def test_lock_for_good_from_the_tenth_on(self, failures: int) -> None:
        assert locked_until(failures, NOW) == FOREVER

    @given(st.integers(0, 30), st.integers(0, 1 << 45))
    def test_never_make_the_wait_shorter(self, failures: int, now: int) -> None:
        assert locked_until(failures, now) <= locked_until(failures + 1, now)
