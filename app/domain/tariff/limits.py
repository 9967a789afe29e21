"""What may be sold at all: steps of the card, largest load, monthly cap, minimum, maximum.

The monthly cap is a volume: it cannot be applied where the meter counts money.
"""

from __future__ import annotations

from bisect import bisect_left

from app.domain.amounts import LARGEST_AMOUNT
from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import PricingFacts
from app.domain.tariff.errors import (
    AboveMaximum,
    BadQuantity,
    BelowMinimum,
    OverLargest,
    OverLargestCredit,
    OverMonthlyCap,
    OverRiseCap,
)
from app.domain.tariff.periods import next_month
from app.domain.tariff.pricing import Pricing
from app.domain.tariff.revision import TariffRevision


def largest_load(facts: PricingFacts) -> int:
    """The most credit that one load may carry."""
    return LARGEST_AMOUNT if facts.largest is None else min(facts.largest, LARGEST_AMOUNT)


def steps_allowed(revision: TariffRevision, facts: PricingFacts) -> int:
    """How many steps of ``facts.step`` one load may have today, caps included."""
    most = largest_load(facts)
    if revision.monthly_cap is not None and not facts.charging.counts_money:
        most = min(most, revision.monthly_cap - facts.bought_this_month)
    if facts.before_rise is not None and not facts.charging.counts_money:
        most = min(most, facts.before_rise.left)
    return max(0, most // facts.step)


def check_quantity(revision: TariffRevision, facts: PricingFacts, quantity: Quantity) -> None:
    """Raises BadQuantity, OverLargest, OverMonthlyCap, OverRiseCap: a volume may not be sold."""
    if quantity <= 0 or quantity % facts.step:
        raise BadQuantity(quantity, facts.step, facts.kind)
    if quantity > largest_load(facts):
        raise OverLargest(quantity, largest_load(facts), facts.kind)
    cap = revision.monthly_cap
    if cap is not None and quantity > cap - facts.bought_this_month:
        raise OverMonthlyCap(
            quantity, cap, facts.bought_this_month, next_month(facts.today), facts.kind
        )
    rise = facts.before_rise
    if rise is not None and quantity > rise.left:
        raise OverRiseCap(quantity, rise, facts.kind)


def check_credit(facts: PricingFacts, credit: Money, *, digits: int) -> None:
    """Raises OverLargestCredit where credit in money may not be sold."""
    if credit > largest_load(facts):
        raise OverLargestCredit(credit, largest_load(facts), digits=digits)


def check_charge(pricing: Pricing, credit: int, *, digits: int) -> None:
    """Raises AboveMaximum or BelowMinimum. Free volume alone is not held to the minimum."""
    charge = pricing.charge(credit)
    maximum, minimum = pricing.revision.maximum, pricing.minimum
    if maximum is not None and charge > maximum:
        raise AboveMaximum(charge, maximum, digits=digits)
    if charge < minimum and pricing.goods.free(credit) < credit:
        least = least_credit(pricing)
        needed = None if least is None else pricing.to_pay(least)
        raise BelowMinimum(charge, minimum, needed, digits=digits)


def least_credit(pricing: Pricing) -> int | None:
    """The smallest credit whose charge reaches the minimum; None if the limits forbid it."""
    step = pricing.facts.step
    allowed = steps_allowed(pricing.revision, pricing.facts)
    minimum, maximum = pricing.minimum, pricing.revision.maximum
    steps = range(1, allowed + 1)
    found = bisect_left(steps, minimum, key=lambda count: pricing.charge(count * step))
    if found == allowed:
        return None
    credit = steps[found] * step
    if maximum is not None and pricing.charge(credit) > maximum:
        return None
    return credit
