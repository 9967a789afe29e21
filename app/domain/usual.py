"""What a customer usually pays, so that a slip of the finger is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median_low

from app.domain.quantity import Money

_TIMES = 3
_FEWEST = 2
"""Purchases below which nothing is usual yet."""
PURCHASES_CONSIDERED = 12


def unusual(total: Money, earlier: Sequence[Money]) -> bool:
    """Whether ``total`` is above three times the middle of earlier purchases, newest first.

    The middle one, not the mean: one large purchase must not make the next one usual.
    Source: design.md section 9.
    """
    considered = earlier[:PURCHASES_CONSIDERED]
    return len(considered) >= _FEWEST and total > _TIMES * median_low(considered)
