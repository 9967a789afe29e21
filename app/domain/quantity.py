"""Money, quantity and price as integers. No float comes near them.

Money is in minor units of the ledger's currency; quantity in thousandths of the utility kind's
unit (litres for water); a price in ten-thousandths of a minor unit per whole unit.
"""

from __future__ import annotations

from typing import TypeAlias

Money: TypeAlias = int
Quantity: TypeAlias = int
Price: TypeAlias = int

THOUSANDTHS = 1000
"""Quantity steps in one unit (litres in a cubic metre)."""

PRICE_SCALE = 10_000
"""Price steps in one minor unit of money."""

CHARGE_SCALE = THOUSANDTHS * PRICE_SCALE
"""``quantity * price / CHARGE_SCALE`` is money in minor units."""


def divide_rounded(numerator: int, denominator: int) -> int:
    """Integer division, halves away from zero; the one rounding rule of all charges."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    return sign * ((2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator)))
