"""Sums of money above which a second person is needed."""

from __future__ import annotations

import enum

from app.domain.quantity import Money


class MoneyLimit(enum.StrEnum):
    """What a limit is about."""

    REFUND = "refund"
    """What one person gives back alone: by refund or reversal, of a deposit or a balance."""
    ARREARS = "arrears"
    """What one person books as owed alone."""
    AGENT = "agent"
    """What one person enters alone as paid in by an agent, paid back, or as credit."""
    DRAWER = "drawer"
    """What one person pays into a drawer or out of it alone, or takes off it as a false note."""
    BANK = "bank"
    """What one person takes from the safe to the bank alone."""
    ALLOWANCE = "allowance"
    """What one person at head office lets a kiosk take in alone."""


def above_limit(amount: Money, limit: Money | None) -> bool:
    """Whether an amount needs a second person; ``limit`` None: no amount does."""
    return limit is not None and amount > limit
