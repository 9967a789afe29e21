"""The meter's side of ``at88-water4``: the one bit by which a meter says that it took its load."""

from __future__ import annotations

from app.cards.chips.at88sc102 import ZONE_2
from app.cards.profiles.at88_water4_layout import TABLE, TABLE_AT
from app.domain.plans import CardImage, Step, StepKind

_UNLOADED_AT = TABLE_AT + next(offset for offset, field in TABLE if field.name == "unloaded")


def clear_bit(image: CardImage, place: int) -> tuple[Step, ...]:
    """The step by which the meter at a place tells that its load is taken.

    It needs no erasing; the check, whose bits cannot be set again without, stays as it was.
    """
    bits = image.areas[ZONE_2][_UNLOADED_AT]
    cleared = bytes([bits & ~(1 << place - 1)])
    return (Step(StepKind.WRITE, ZONE_2, _UNLOADED_AT, cleared),)
