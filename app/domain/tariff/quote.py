"""Buying by volume."""

from __future__ import annotations

from app.domain.quantity import Quantity
from app.domain.tariff.breakdown import Breakdown, PricingFacts
from app.domain.tariff.errors import VolumeNotSold
from app.domain.tariff.limits import check_charge, check_quantity
from app.domain.tariff.pricing import pricing_for
from app.domain.tariff.revision import TariffRevision


def quote_volume(
    revision: TariffRevision, facts: PricingFacts, quantity: Quantity, *, digits: int = 2
) -> Breakdown:
    """Exactly this volume, with fees, and the arrears and standing charges that fall due with it.

    ``quantity`` is in thousandths; ``digits`` are the decimals of the currency, for sentences.
    Raises BadQuantity, OverLargest, OverMonthlyCap, AboveMaximum, BelowMinimum, and VolumeNotSold
    where the meter counts money.
    """
    if facts.charging.counts_money:
        raise VolumeNotSold
    check_quantity(revision, facts, quantity)
    pricing = pricing_for(revision, facts)
    check_charge(pricing, quantity, digits=digits)
    return pricing.breakdown(quantity)
