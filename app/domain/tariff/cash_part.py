"""Rounding to coins is for the part that is paid in cash: what a card pays is paid to the unit."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.domain.quantity import Money
from app.domain.tariff.breakdown import Breakdown, LineKind
from app.domain.tariff.pricing import cash_rounded, rounding_line


def rounding_of_cash(due: Money, not_cash: Money, unit: Money) -> Money:
    """What rounding adds where ``not_cash`` of ``due`` is paid otherwise; ``unit``: least cash."""
    in_cash = due - not_cash
    return cash_rounded(in_cash, unit) - in_cash if in_cash > 0 else 0


def unrounded(breakdown: Breakdown) -> Money:
    """What would be to pay without rounding."""
    return breakdown.to_pay - _rounding(breakdown)


def rounded_together(breakdowns: Sequence[Breakdown], rounding: Money) -> tuple[Breakdown, ...]:
    """The same prices with one rounding for all of them, in the largest."""
    largest = max(range(len(breakdowns)), key=lambda at: unrounded(breakdowns[at]))
    return tuple(
        _rounded_by(breakdown, rounding if at == largest else 0)
        for at, breakdown in enumerate(breakdowns)
    )


def _rounding(breakdown: Breakdown) -> Money:
    return sum(line.amount for line in breakdown.lines if line.kind is LineKind.ROUNDING)


def _rounded_by(breakdown: Breakdown, amount: Money) -> Breakdown:
    more = amount - _rounding(breakdown)
    if not more:
        return breakdown
    line = rounding_line(amount)
    lines = tuple(one for one in breakdown.lines if one.kind is not LineKind.ROUNDING)
    return msgspec.structs.replace(
        breakdown,
        lines=lines if line is None else (*lines, line),
        total=breakdown.total + more,
        to_pay=breakdown.to_pay + more,
    )
