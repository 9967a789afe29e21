"""What the refund of an unloaded purchase gives back: money with the tax of its sale, and tier."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import Breakdown, Line, LineKind
from app.domain.tariff.pricing import cash_rounded, rounding_line

_GIVEN_BACK = frozenset(
    {
        LineKind.ALLOWANCE,
        LineKind.TIER,
        LineKind.SURCHARGE,
        LineKind.CREDIT,
        LineKind.SUBSIDY,
    }
)


class UsageGivenBack(NamedTuple):
    """What no longer counts. In the calendar month of the sale, ``bought`` counts no longer too."""

    period_start: date
    """The period that the purchase counted in, whatever period it is now."""
    bought: Quantity
    allowance: Quantity


def refund_lines(
    breakdown: Breakdown, *, rounding: Money = 1
) -> tuple[tuple[Line, ...], Money, Quantity]:
    """(lines, amount, volume) that a refund returns, positive.

    The credit's lines as they were sold, and what a third party paid of them; fees, arrears,
    standing charges and back-charges stay paid. The volume is 0 where the meter counts money;
    then ``breakdown.money`` comes off. The rounding of the sale stays where it was booked;
    ``rounding`` is the smallest amount that can be paid out (1 to the account balance), and a
    line of its own brings the sum to it.
    """
    lines = tuple(line for line in breakdown.lines if line.kind in _GIVEN_BACK)
    exact = sum(line.amount for line in lines)
    amount = cash_rounded(exact, rounding)
    difference = rounding_line(amount - exact)
    if difference is not None:
        lines = (*lines, difference)
    return lines, amount, breakdown.quantity


def usage_given_back(breakdown: Breakdown) -> UsageGivenBack:
    """The tier use and free volume that a refund gives back to the period of the sale."""
    free = sum(line.quantity for line in breakdown.lines if line.kind is LineKind.ALLOWANCE)
    return UsageGivenBack(breakdown.period_start, breakdown.quantity, free)
