"""Buying by money: the forward function of pricing.py, inverted by search."""

from __future__ import annotations

from bisect import bisect_left
from typing import NoReturn

from app.domain.amounts import LARGEST_AMOUNT, BadAmount, format_money
from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import Breakdown, PricingFacts
from app.domain.tariff.errors import NothingBuyable
from app.domain.tariff.limits import check_charge, check_quantity, least_quantity, steps_allowed
from app.domain.tariff.pricing import Pricing, pricing_for
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _


def afford(
    revision: TariffRevision, facts: PricingFacts, money: Money, *, digits: int = 2
) -> Breakdown:
    """The most volume that the money and the account balance buy, in steps of ``facts.step``.

    One step more would cost more than ``money``, unless a limit binds: largest load, monthly
    cap, maximum, or the minimum, below which only free volume is sold. ``money`` is in minor
    units, 0 to buy from the account balance alone; ``digits`` are the decimals of the currency,
    for sentences.
    Raises BadAmount, NothingBuyable, BelowMinimum, and where a limit leaves nothing at all
    OverLargest, OverMonthlyCap or AboveMaximum.
    """
    if not 0 <= money <= LARGEST_AMOUNT:
        raise BadAmount(
            _("{money} is not an amount from 0 to {most}.").format(
                money=format_money(money, digits), most=format_money(LARGEST_AMOUNT, digits)
            ),
            _("Nothing was paid. Offer another amount."),
        )
    pricing = pricing_for(revision, facts)
    quantity = _most(pricing, money)
    if not quantity:
        _explain_nothing(pricing, money, digits)
    check_charge(pricing, quantity, digits=digits)
    return pricing.breakdown(quantity, money=money)


def _most(pricing: Pricing, money: Money) -> Quantity:
    """The largest volume within limits and money; 0 if none."""
    step = pricing.facts.step
    maximum = pricing.revision.maximum

    def too_much(steps: int) -> bool:
        quantity = steps * step
        if maximum is not None and pricing.charge(quantity) > maximum:
            return True
        return pricing.to_pay(quantity) > money

    allowed = steps_allowed(pricing.revision, pricing.facts)
    quantity = bisect_left(range(1, allowed + 1), True, key=too_much) * step
    charge = pricing.charge(quantity)
    if charge >= pricing.minimum:
        return quantity
    # Free volume alone is not held to the minimum, and volume that costs nothing is not sold.
    free = pricing.volume.free(quantity) // step * step
    return free or (quantity if charge else 0)


def _explain_nothing(pricing: Pricing, money: Money, digits: int) -> NoReturn:
    """Raises the reason why not even one step can be bought: a limit, otherwise the money."""
    step = pricing.facts.step
    check_quantity(pricing.revision, pricing.facts, step)
    least = step
    if pricing.volume.free(step) < step:
        least = least_quantity(pricing) or step
        check_charge(pricing, least, digits=digits)
    raise NothingBuyable(money, least, pricing.to_pay(least), digits=digits)
