"""Tiers that stand inside a meter and travel to it on a card. Source: notes/domain.md 4.1, 6.1."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.domain.quantity import Price, Quantity

MOST_TIERS = 6


class TierSet(msgspec.Struct, frozen=True, kw_only=True):
    """Prices by use in the meter's accounting period; as many starts as prices, 1 to 6."""

    starts: tuple[Quantity, ...]
    """Use from which each price counts, ascending; the first is 0."""
    prices: tuple[Price, ...]


class MeterTariff(msgspec.Struct, frozen=True, kw_only=True):
    """The set in force, and the one that follows it."""

    current: TierSet
    following: TierSet | None = None
    switch_at: datetime | None = None
    """Local time at which ``following`` comes into force; None without one."""
