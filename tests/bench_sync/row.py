"""A line of the table: a value, and the goal that stands beside it."""

from __future__ import annotations

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """``met`` is None where no goal is set, and for what others do."""

    name: str
    value: float | None
    """None where it could not be measured; ``unit`` says why."""
    unit: str
    floor: float | None = None
    """What the least that must be done makes of it in the same run."""
    goal: str = ""
    met: bool | None = None


def at_most(name: str, value: float, unit: str, goal: float) -> Row:
    """Met where the value is not above the goal."""
    return Row(name=name, value=value, unit=unit, goal=f"at most {goal:g}", met=value <= goal)


def told(name: str, value: float, unit: str) -> Row:
    """Without a goal."""
    return Row(name=name, value=value, unit=unit)
