"""One forward function from volume to a priced purchase. Buying by money searches in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.quantity import Money, Quantity, divide_rounded
from app.domain.tariff.breakdown import Breakdown, Line, LineKind, PricingFacts
from app.domain.tariff.charges import VolumeCharge, volume_charge
from app.domain.tariff.deductions import Deduction, arrears_line, deduct
from app.domain.tariff.periods import period_start
from app.domain.tariff.revision import TariffRevision
from app.domain.tariff.standing import StandingDue, standing_due
from app.domain.text import _


def cash_rounded(due: Money, unit: Money) -> Money:
    """The nearest multiple of the smallest cash amount, halves up; never falls as ``due`` rises.

    What is due at all costs at least one unit: otherwise purchases too small to round up would
    be free, as many as one likes.
    """
    if due <= 0:
        return 0
    return max(unit, divide_rounded(due, unit) * unit)


@dataclass(frozen=True, slots=True)
class Pricing:
    """Everything that the price of any volume depends on, worked out once for a sale."""

    revision: TariffRevision
    facts: PricingFacts
    volume: VolumeCharge
    due: StandingDue
    fees: Money
    lifeline: Money
    """What the rest of this month's lifeline volume costs: no deduction before it is bought."""

    @property
    def minimum(self) -> Money:
        """Smallest charge for paid volume: the revision's, and at least one minor unit.

        A litre whose charge rounds to nothing cannot be sold alone; with others it is charged.
        """
        return max(1, self.revision.minimum)

    def charge(self, quantity: Quantity) -> Money:
        """What the volume alone costs, its taxes and surcharges inside."""
        return self.volume.gross(quantity)

    def deduction(self, quantity: Quantity) -> Deduction:
        """What goes to arrears and standing charges with this volume."""
        return deduct(
            self.revision,
            arrears=max(0, self.facts.arrears),
            due=self.due,
            beyond=max(0, self.charge(quantity) - self.lifeline),
        )

    def before_rounding(self, quantity: Quantity) -> Money:
        """All that the purchase costs but for cash rounding. Never falls as ``quantity`` rises."""
        return self.fees + self.deduction(quantity).total + self.charge(quantity)

    def to_pay(self, quantity: Quantity) -> Money:
        """What tenders must bring, the account balance used first. Never falls either."""
        due = self.before_rounding(quantity) - max(0, self.facts.balance)
        return cash_rounded(due, self.revision.rounding)

    def breakdown(self, quantity: Quantity, *, money: Money | None = None) -> Breakdown:
        """The priced purchase; ``money`` is what was offered, None when bought by volume."""
        raw = self.before_rounding(quantity)
        deduction = self.deduction(quantity)
        to_pay = self.to_pay(quantity)
        balance_used = min(max(0, self.facts.balance), raw)
        lines = (
            *self.facts.fees,
            *_present([arrears_line(deduction.arrears), self.due.line(deduction.standing.charge)]),
            *self.volume.lines(quantity),
            *_present([rounding_line(to_pay - (raw - balance_used))]),
        )
        return Breakdown(
            quantity=quantity,
            lines=lines,
            total=to_pay + balance_used,
            balance_used=balance_used,
            to_pay=to_pay,
            rest=0 if money is None else money - to_pay,
            tariff_class=self.revision.tariff_class,
            revision=self.revision.revision,
            period_start=period_start(self.revision, self.facts.today, self.facts.began),
            bought=self.volume.bought + quantity,
            allowance_used=self.volume.allowance_used + self.volume.free(quantity),
            standing_paid_to=deduction.standing.day,
        )


def pricing_for(revision: TariffRevision, facts: PricingFacts) -> Pricing:
    """Prices for one sale.

    ``facts.bought`` and ``facts.allowance_used`` count when ``facts.period_start`` lies in the
    period of today or later; what was bought in an older period does not.
    """
    start = period_start(revision, facts.today, facts.began)
    current = facts.period_start >= start
    volume = volume_charge(
        revision,
        facts,
        bought=facts.bought if current else 0,
        allowance_used=facts.allowance_used if current else 0,
    )
    return Pricing(
        revision=revision,
        facts=facts,
        volume=volume,
        due=standing_due(revision, facts),
        fees=sum(fee.amount for fee in facts.fees),
        lifeline=volume.gross(max(0, revision.lifeline - facts.bought_this_month)),
    )


def rounding_line(amount: Money) -> Line | None:
    """What rounding adds or takes; None if nothing. The only line that may be negative."""
    if not amount:
        return None
    return Line(kind=LineKind.ROUNDING, code="rounding", name=_("Rounding"), amount=amount)


def _present(lines: Iterable[Line | None]) -> list[Line]:
    return [line for line in lines if line is not None]
