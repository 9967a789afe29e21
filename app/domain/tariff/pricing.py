"""One forward function from credit to a priced purchase. Buying by money searches in it.

Credit is volume, or money where the meter counts money (``facts.charging``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.quantity import Money, divide_rounded
from app.domain.tariff.breakdown import Breakdown, Line, LineKind, PricingFacts
from app.domain.tariff.charges import VolumeCharge, volume_charge
from app.domain.tariff.deductions import Deduction, arrears_line, deduct
from app.domain.tariff.money_credit import CreditCharge, credit_charge, lifeline_credit
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
    """Everything that the price of any credit depends on, worked out once for a sale."""

    revision: TariffRevision
    facts: PricingFacts
    goods: VolumeCharge | CreditCharge
    """What the credit itself costs."""
    due: StandingDue
    fees: Money
    back_charge: Money
    lifeline: Money
    """What the rest of this month's lifeline volume costs: no deduction before it is bought."""

    @property
    def minimum(self) -> Money:
        """Smallest charge for paid credit: the revision's, and at least one minor unit.

        A litre whose charge rounds to nothing cannot be sold alone; with others it is charged.
        """
        return max(1, self.revision.minimum)

    def charge(self, credit: int) -> Money:
        """What the credit alone costs, its taxes and surcharges inside."""
        return self.goods.gross(credit)

    def subsidy(self, credit: int) -> Line | None:
        """What a third party pays of it: of the first volume that is not free; None: nothing."""
        subsidy = self.facts.subsidy
        if subsidy is None or self.facts.charging.counts_money:
            return None
        free = self.goods.free(credit)
        volume = min(credit - free, subsidy.left)
        if not volume:
            return None
        price = self.goods.gross(free + volume)
        scheme = subsidy.scheme
        return Line(
            kind=LineKind.SUBSIDY,
            code=scheme.code,
            name=_("Paid by {payer} ({code})").format(payer=scheme.payer, code=scheme.ledger_code),
            quantity=volume,
            amount=-subsidy.borne(price),
            price_of=price,
        )

    def beyond(self, credit: int) -> Money:
        """The part of that charge that deductions are taken with: what is not lifeline."""
        return max(0, self.charge(credit) - self.lifeline)

    def deduction(self, credit: int) -> Deduction:
        """What goes to arrears and standing charges with this credit."""
        return deduct(
            self.revision,
            arrears=max(0, self.facts.arrears),
            due=self.due,
            beyond=self.beyond(credit),
            rate=self.facts.arrears_rate,
        )

    def before_rounding(self, credit: int) -> Money:
        """All that the purchase costs but for cash rounding. Never falls as ``credit`` rises."""
        back = self.back_charge if self.beyond(credit) else 0
        subsidy = self.subsidy(credit)
        borne = 0 if subsidy is None else -subsidy.amount
        return self.fees + back + self.deduction(credit).total + self.charge(credit) - borne

    def to_pay(self, credit: int) -> Money:
        """What tenders must bring, the account balance used first. Never falls either."""
        due = self.before_rounding(credit) - max(0, self.facts.balance)
        return cash_rounded(due, self.revision.rounding)

    def breakdown(self, credit: int, *, money: Money | None = None) -> Breakdown:
        """The priced purchase; ``money`` is what was offered, None when bought by volume."""
        raw = self.before_rounding(credit)
        deduction = self.deduction(credit)
        to_pay = self.to_pay(credit)
        balance_used = min(max(0, self.facts.balance), raw)
        counts_money = self.facts.charging.counts_money
        quantity = 0 if counts_money else credit
        collects = self.beyond(credit) > 0
        lines = (
            *self.facts.fees,
            *(self.facts.back_charge if collects else ()),
            *_present([arrears_line(deduction.arrears), self.due.line(deduction.standing.charge)]),
            *self.goods.lines(credit),
            *_present([self.subsidy(credit), rounding_line(to_pay - (raw - balance_used))]),
        )
        return Breakdown(
            quantity=quantity,
            money=credit if counts_money else 0,
            lines=lines,
            total=to_pay + balance_used,
            balance_used=balance_used,
            to_pay=to_pay,
            rest=0 if money is None else money - to_pay,
            tariff_class=self.revision.tariff_class,
            revision=self.revision.revision,
            period_start=period_start(self.revision, self.facts.today, self.facts.began),
            bought=self.goods.bought + quantity,
            allowance_used=self.goods.allowance_used + self.goods.free(quantity),
            standing_paid_to=deduction.standing.day,
            back_charged_to=self.facts.back_charged_to if collects else None,
        )


def pricing_for(revision: TariffRevision, facts: PricingFacts) -> Pricing:
    """Prices for one sale.

    ``facts.bought`` and ``facts.allowance_used`` count when ``facts.period_start`` lies in the
    period of today or later; what was bought in an older period does not.
    """
    start = period_start(revision, facts.today, facts.began)
    current = facts.period_start >= start
    bought = facts.bought if current else 0
    allowance_used = facts.allowance_used if current else 0
    goods: VolumeCharge | CreditCharge
    if facts.charging.counts_money:
        goods = credit_charge(revision, bought=bought, allowance_used=allowance_used)
        lifeline = lifeline_credit(revision, facts)
    else:
        goods = volume_charge(revision, facts, bought=bought, allowance_used=allowance_used)
        lifeline = goods.gross(max(0, revision.lifeline - facts.bought_this_month))
    return Pricing(
        revision=revision,
        facts=facts,
        goods=goods,
        due=standing_due(revision, facts),
        fees=sum(fee.amount for fee in facts.fees),
        back_charge=sum(line.amount for line in facts.back_charge),
        lifeline=lifeline,
    )


def rounding_line(amount: Money) -> Line | None:
    """What rounding adds or takes; None if nothing. May be negative, as a subsidy is."""
    if not amount:
        return None
    return Line(kind=LineKind.ROUNDING, code="rounding", name=_("Rounding"), amount=amount)


def _present(lines: Iterable[Line | None]) -> list[Line]:
    return [line for line in lines if line is not None]
