"""What held from which day on, where a correction may reach back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

Schedule = tuple[tuple[date, int], ...]
"""(first day, value), oldest first: each value holds until the next one begins."""


def corrected(schedule: Sequence[tuple[date, int]], since: date, value: int) -> Schedule:
    """The schedule once a value holds from a day on, whatever was thought of the days after it."""
    return (*(entry for entry in schedule if entry[0] < since), (since, value))


def schedule_of(opened: date, first: int, corrections: Iterable[tuple[date, int]]) -> Schedule:
    """The schedule that corrections, in the order in which they were made, have left."""
    found: Schedule = ((opened, first),)
    for since, value in corrections:
        found = corrected(found, since, value)
    return found


def known_on(schedule: Sequence[tuple[date, int]], day: date) -> Schedule:
    """What a sale of a day knows: nothing of later days; days before the first have that one."""
    begun = tuple(entry for entry in schedule if entry[0] <= day)
    return begun or tuple(schedule[:1])


def value_on(schedule: Sequence[tuple[date, int]], day: date) -> int:
    """What holds on a day."""
    return known_on(schedule, day)[-1][1]
