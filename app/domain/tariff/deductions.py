"""What a payment gives to arrears and standing charges before it buys volume.

The rule is stated on the payment: of each payment P beyond the lifeline volume, arrears take at
most their rate, arrears and standing charges together at most the share; arrears come first.
It is solved for the volume bought, so that buying by volume and by money are one function.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from app.domain.quantity import Money
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.tariff.charges import RATE_SCALE
from app.domain.tariff.revision import TariffRevision
from app.domain.tariff.standing import PaidTo, StandingDue
from app.domain.text import _


class Deduction(NamedTuple):
    """What goes with a purchase to older debts."""

    arrears: Money
    standing: PaidTo

    @property
    def total(self) -> Money:
        """Both together."""
        return self.arrears + self.standing.charge.gross


def deduct(
    revision: TariffRevision,
    *,
    arrears: Money,
    due: StandingDue,
    beyond: Money,
    rate: int | None = None,
) -> Deduction:
    """Deductions of a purchase whose volume beyond the lifeline costs ``beyond``.

    ``rate``: of a payment to arrears, in hundredths of a percent; None: the revision's.
    The largest that the scheme allows; never falls when ``beyond`` rises; nothing with
    ``beyond`` 0. Standing charges are cut to whole days.
    """
    if not beyond:
        return Deduction(0, due.within(0))

    within = min(revision.arrears_rate if rate is None else rate, revision.deduction_share)

    def to_arrears(payment: Money) -> Money:
        return min(arrears, payment * within // RATE_SCALE)

    def deducted(payment: Money) -> Money:
        share = payment * revision.deduction_share // RATE_SCALE
        return min(share, to_arrears(payment) + due.whole)

    # What a payment leaves for volume rises with it, by 0 or 1 for each minor unit: the last
    # payment that leaves just ``beyond`` is the one with the largest deductions.
    payments = range(beyond, beyond + arrears + due.whole + 1)
    found = bisect_right(payments, beyond, key=lambda payment: payment - deducted(payment))
    payment = payments[found - 1]
    taken = to_arrears(payment)
    return Deduction(taken, due.within(deducted(payment) - taken))


def arrears_line(amount: Money) -> Line | None:
    """The line for arrears; None if there is nothing to pay."""
    if not amount:
        return None
    return Line(kind=LineKind.ARREARS, code="arrears", name=_("Arrears"), amount=amount)
