"""What operators are compared by: how often each does what is seldom done, against all of them."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from statistics import median_low

import msgspec

from app.domain.quantity import divide_rounded

_WHOLE = 1000


class Seldom(enum.StrEnum):
    """What an operator does seldom; much of it is looked into. Source: notes/reliability.md 7."""

    REFUND = "refund"
    COPY = "copy"
    """Paper printed again."""
    NO_SALE = "no_sale"
    """The drawer opened without a sale."""
    SHORT = "short"
    OVER = "over"
    WRONG_PIN = "wrong_pin"


_PER_SHIFT = frozenset({Seldom.SHORT, Seldom.OVER, Seldom.WRONG_PIN})
"""Counted against the shifts that were closed; the others against purchases."""


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator did."""

    purchases: int = 0
    shifts: int = 0
    seldom: dict[Seldom, int] = {}

    def share(self, what: Seldom) -> int | None:
        """Tenths of a percent of purchases, or of shifts; None where there were none."""
        of = self.shifts if what in _PER_SHIFT else self.purchases
        return divide_rounded(self.seldom.get(what, 0) * _WHOLE, of) if of else None


def median_share(worked: Sequence[Worked], what: Seldom) -> int | None:
    """Of all operators who can be compared; those who never did it are among them."""
    shares = [share for one in worked if (share := one.share(what)) is not None]
    return median_low(shares) if shares else None


def median_times(worked: Mapping[int, Worked], what: Seldom) -> int:
    """How often the middle one of all operators did it."""
    return median_low([one.seldom.get(what, 0) for one in worked.values()])
