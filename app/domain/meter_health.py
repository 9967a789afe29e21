"""Which warnings of a meter come first: those that may cost the utility water, then the rest."""

from __future__ import annotations

from functools import lru_cache

from app.domain.cards import MeterStatus

WORST_FIRST = (
    MeterStatus.TAMPER,
    MeterStatus.MAGNET,
    MeterStatus.ILLEGAL_CARD,
    MeterStatus.VALVE_FAULT,
    MeterStatus.BATTERY_LOW,
    MeterStatus.VALVE_CLOSED,
    MeterStatus.OVER_HOARDING,
)
"""Somebody interferes with it; it is broken, or soon is; its customer has run out or has plenty."""


@lru_cache(maxsize=256)
def worst_first(status: int) -> tuple[int, bool, int]:
    """A key that sorts statuses worst first.

    The worst warning decides, then the next one; of two that differ only in bits without a
    meaning, the smaller comes first. Nothing wrong sorts last.
    """
    weight = 0
    for warning in WORST_FIRST:
        weight = weight * 2 + bool(status & warning.value)
    return -weight, not status, status


def warnings_in(status: int) -> tuple[MeterStatus, ...]:
    """The warnings of a status, worst first."""
    return tuple(warning for warning in WORST_FIRST if status & warning)
