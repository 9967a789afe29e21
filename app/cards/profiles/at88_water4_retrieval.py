"""An ``at88-water4`` card, a customer's or a function card of ours, made blank again.

It costs one erasure of zone 2. A serial of ours stays in the issuer zone.
"""

from __future__ import annotations

from app.cards.chips.at88sc102 import HEAD, HEAD_SIZE, ZONE_1, ZONE_2, ZONE_SIZE
from app.cards.profiles.at88_water4_layout import (
    ERASED,
    IDENTITY_AT,
    RECORD_AT,
    SECRET_AREA,
    TABLE_AT,
)
from app.domain.plans import Step, StepKind

_MARK_AT = HEAD_SIZE - 1
"""The system mark is the last byte of the identity."""


def retrieval_steps() -> tuple[Step, ...]:
    """Zone 2, zone 1, security code, mark, what stands before it."""
    return (
        _erased(ZONE_2, TABLE_AT, ZONE_SIZE),
        _erased(ZONE_1, RECORD_AT, ZONE_SIZE),
        Step(StepKind.TRANSPORT, SECRET_AREA, 0, b""),
        _erased(HEAD, _MARK_AT, HEAD_SIZE),
        _erased(HEAD, IDENTITY_AT, _MARK_AT),
    )


def _erased(area: str, start: int, end: int) -> Step:
    return Step(StepKind.WRITE, area, start, bytes([ERASED]) * (end - start))
