"""Buying by money: the forward function of pricing.py, inverted by search."""

from __future__ import annotations

from bisect import bisect_left
from typing import NoReturn

from app.domain.amounts import LARGEST_AMOUNT, BadAmount, format_money
from app.domain.quantity import Money
from app.domain.tariff.breakdown import Breakdown, PricingFacts
from app.domain.tariff.errors import NoCreditBuyable, NothingBuyable
from app.domain.tariff.limits import (
    check_charge,
    check_credit,
    check_quantity,
    least_credit,
    steps_allowed,
)
from app.domain.tariff.pricing import Pricing, pricing_for
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _


def afford(
    revision: TariffRevision, facts: PricingFacts, money: Money, *, digits: int = 2
) -> Breakdown:
    """The most credit that the money and the account balance buy, in steps of ``facts.step``.

    The credit is volume, or money where the meter counts money (``facts.charging``). One step more
    would cost more than ``money``, unless a limit binds: largest load, monthly cap, maximum, or
    the minimum, below which only free volume is sold. ``money`` is in minor units, 0 to buy from
    the account balance alone; ``digits`` are the decimals of the currency, for sentences.
    Raises BadAmount, NothingBuyable or NoCreditBuyable, BelowMinimum, and where a limit leaves
    nothing at all OverLargest or OverLargestCredit, OverMonthlyCap, OverRiseCap or AboveMaximum.
    """
    if not 0 <= money <= LARGEST_AMOUNT:
        raise BadAmount(
            _("{money} is not an amount from 0 to {most}.").format(
                money=format_money(money, digits), most=format_money(LARGEST_AMOUNT, digits)
            ),
            _("Nothing was paid. Offer another amount."),
        )
    pricing = pricing_for(revision, facts)
    credit = _most(pricing, money)
    if not credit:
        _explain_nothing(pricing, money, digits)
    check_charge(pricing, credit, digits=digits)
    return pricing.breakdown(credit, money=money)


def _most(pricing: Pricing, money: Money) -> int:
    """The largest credit within limits and money; 0 if none."""
    step = pricing.facts.step
    maximum = pricing.revision.maximum

    def too_much(steps: int) -> bool:
        credit = steps * step
        if maximum is not None and pricing.charge(credit) > maximum:
            return True
        return pricing.to_pay(credit) > money

    allowed = steps_allowed(pricing.revision, pricing.facts)
    credit = bisect_left(range(1, allowed + 1), True, key=too_much) * step
    charge = pricing.charge(credit)
    if charge >= pricing.minimum:
        return credit
    # Free volume alone is not held to the minimum, and volume that costs nothing is not sold.
    free = pricing.goods.free(credit) // step * step
    return free or (credit if charge else 0)


def _explain_nothing(pricing: Pricing, money: Money, digits: int) -> NoReturn:
    """Raises the reason why not even one step can be bought: a limit, otherwise the money."""
    step = pricing.facts.step
    counts_money = pricing.facts.charging.counts_money
    if counts_money:
        check_credit(pricing.facts, step, digits=digits)
    else:
        check_quantity(pricing.revision, pricing.facts, step)
    least = step
    if pricing.goods.free(step) < step:
        least = least_credit(pricing) or step
        check_charge(pricing, least, digits=digits)
    if counts_money:
        raise NoCreditBuyable(money, least, pricing.to_pay(least), digits=digits)
    raise NothingBuyable(money, least, pricing.to_pay(least), pricing.facts.kind, digits=digits)
