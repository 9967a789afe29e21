"""A sale's events go up together, a moment after the last one; never much later than the first."""

from __future__ import annotations

import pytest

from app.sync.settling import LONGEST, QUIET, Settling


@pytest.mark.parametrize(
    ("looks", "settled"),
    [
        ([(7, 0.0), (7, QUIET - 0.1)], 0),
        ([(7, 0.0), (7, QUIET)], 7),
        ([(7, 0.0), (8, 1.5), (8, 2.5)], 0),
        ([(7, 0.0), (8, 1.5), (8, 1.5 + QUIET)], 8),
        ([(7 + n, n * 1.0) for n in range(6)], 7 + 5),
        ([(7, 0.0), (7, QUIET), (8, 60.0), (9, 61.0)], 7),
        ([(7, 0.0), (7, QUIET), (8, 60.0), (9, 61.0), (9, 61.0 + QUIET)], 9),
    ],
)
def test_where_it_stood_when_the_counter_paused(
    looks: list[tuple[int, float]], settled: int
) -> None:
    assert LONGEST == 5.0
    one = Settling()
    assert [one.look(last, now) for last, now in looks][-1] == settled
