"""A line of the benchmark: a value against a floor measured in the same run."""

from __future__ import annotations

import msgspec


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """``ratio`` is value against floor; ``met`` None where only the ratio is asked for."""

    name: str
    value: float
    unit: str
    floor: float
    ratio: float
    goal: str
    met: bool | None


def line(name: str, value: float, unit: str, floor: float, goal: str, *, met: bool | None) -> Line:
    """A line with its ratio."""
    return Line(
        name=name,
        value=value,
        unit=unit,
        floor=floor,
        ratio=value / floor if floor else 0.0,
        goal=goal,
        met=met,
    )
