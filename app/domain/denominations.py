"""Notes and coins by currency, for counting a drawer.

Source: the central banks' own lists of what they issue: centralbank.go.ke, bot.go.tz, bou.or.ug,
bnr.rw, bceao.int, beac.int, ecb.europa.eu, rbi.org.in, federalreserve.gov with usmint.gov. What is
legal tender but hardly met (a coin of 40 shillings, a note of 500 euros) is counted as an amount.
"""

from __future__ import annotations

from app.domain.quantity import Money

_IN_HUNDREDTHS: dict[str, tuple[int, ...]] = {
    "KES": (100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 100),
    "TZS": (1000000, 500000, 200000, 100000, 50000, 20000, 10000, 5000),
    "UGX": (5000000, 2000000, 1000000, 500000, 200000, 100000, 50000, 20000, 10000),
    "RWF": (500000, 200000, 100000, 50000, 10000, 5000, 2000, 1000, 500),
    "XOF": (1000000, 500000, 200000, 100000, 50000, 25000, 20000, 10000, 5000, 2500, 1000, 500),
    "XAF": (1000000, 500000, 200000, 100000, 50000, 10000, 5000, 2500, 1000, 500),
    "EUR": (20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "INR": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100),
    "USD": (10000, 5000, 2000, 1000, 500, 100, 25, 10, 5, 1),
}
"""Hundredths of the currency, whatever its decimals, largest first; a note or coin alike."""

_SERIES = (100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100)
"""1-2-5, for currencies that are not listed: from a thousand down to one."""

_HUNDREDTHS_DIGITS = 2


def denominations(currency: str, digits: int) -> tuple[Money, ...]:
    """Notes and coins of ``currency`` (ISO 4217) in minor units, largest first.

    ``digits``: decimals of the currency; a value that is no whole number of minor units is left
    out. Without decimals the unlisted series is ten times as large: such a currency has small
    units.
    """
    listed = _IN_HUNDREDTHS.get(currency)
    if listed is None:
        listed = _SERIES if digits else tuple(10 * value for value in _SERIES)
    scaled = (value * 10**digits for value in listed)
    return tuple(
        value // 10**_HUNDREDTHS_DIGITS for value in scaled if not value % 10**_HUNDREDTHS_DIGITS
    )
