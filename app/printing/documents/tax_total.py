"""Tax per rate, as receipts must show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from app.domain.quantity import Money
from app.domain.tariff.breakdown import Line


class TaxTotal(msgspec.Struct, frozen=True, kw_only=True):
    """All tax of one code in a document."""

    code: str
    rate: int
    """Hundredths of a percent: 1600 is 16 %."""
    base: Money
    """Net amount that the tax is on."""
    amount: Money


def tax_totals(lines: Iterable[Line], rates: Mapping[str, int]) -> tuple[TaxTotal, ...]:
    """Totals of the lines that have a tax code, by code. ``rates``: rate of each code.

    Raises KeyError for a code without a rate.
    """
    bases: dict[str, Money] = {}
    amounts: dict[str, Money] = {}
    for line in lines:
        if line.tax_code:
            bases[line.tax_code] = bases.get(line.tax_code, 0) + line.amount - line.tax
            amounts[line.tax_code] = amounts.get(line.tax_code, 0) + line.tax
    return tuple(
        TaxTotal(code=code, rate=rates[code], base=bases[code], amount=amounts[code])
        for code in sorted(bases)
    )
