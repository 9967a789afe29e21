"""What a meter with tiers inside is told: the prices in force, and the next with their day.

Source: notes/domain.md 4.1, design C, and 4.2: the meter has two sets and a time at which it goes
over to the second one. A price change reaches it with the first card written after its revision
was entered, and takes effect by itself.

The meter counts use by its own accounting period, which its maker or installer sets to that of
the tariff. It is told neither free volume nor the monthly cap: there is no field for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.quantity import Price, divide_rounded
from app.domain.tariff.charges import RATE_SCALE, tax_named
from app.domain.tariff.errors import NoPrices
from app.domain.tariff.in_force import coming, in_force
from app.domain.tariff.revision import TariffRevision, Tax


def meter_tariff(revisions: Iterable[TariffRevision], today: date, *, persons: int) -> MeterTariff:
    """The set of today, and the next one from local midnight of its first day.

    ``revisions``: those of the account's class, in any order; ``persons``: the household.
    Raises NoPrices where none is in force today.
    """
    found = tuple(revisions)
    current = in_force(found, today)
    if current is None:
        raise NoPrices(today)
    following = coming(found, today)
    if following is None:
        return MeterTariff(current=tier_set(current, persons))
    return MeterTariff(
        current=tier_set(current, persons),
        following=tier_set(following, persons),
        switch_at=datetime.combine(following.valid_from, time.min),
    )


def tier_set(revision: TariffRevision, persons: int) -> TierSet:
    """Prices of a revision, at most 6 as a revision has (validate.MOST_TIERS).

    Thresholds are grown for the household as it is; the meter knows of no other, so nothing is
    prorated. What a unit costs in the meter is all that it costs: the tier's price and every
    surcharge, each with its tax. Tax that comes on top is rounded once per price, to a
    ten-thousandth of a minor unit, halves up; a profile with coarser prices rounds once more.
    """
    extra = revision.per_person * max(0, persons - revision.household_size)
    thresholds = (tier.upto for tier in revision.tiers if tier.upto is not None)
    surcharges = sum(
        _with_tax(each.price, tax_named(revision, each.tax)) for each in revision.surcharges
    )
    tax = tax_named(revision, revision.tiers_tax)
    return TierSet(
        starts=(0, *(upto + extra for upto in thresholds)),
        prices=tuple(_with_tax(tier.price, tax) + surcharges for tier in revision.tiers),
    )


def _with_tax(price: Price, tax: Tax) -> Price:
    if tax.included:
        return price
    return price + divide_rounded(price * tax.rate, RATE_SCALE)
