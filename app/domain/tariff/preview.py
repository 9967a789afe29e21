"""What a household pays for a month, before and after a new revision."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import PricingFacts
from app.domain.tariff.periods import period_start
from app.domain.tariff.pricing import cash_rounded, pricing_for
from app.domain.tariff.revision import TariffRevision

USUAL = ((1, 3_000), (3, 8_000), (5, 12_000), (5, 25_000))
"""Households that a preview shows where nothing else is asked: persons, thousandths."""


class PreviewLine(msgspec.Struct, frozen=True, kw_only=True):
    """One household."""

    persons: int
    volume: Quantity
    before: Money | None
    """None where the class had no prices before."""
    after: Money


def price_of(revision: TariffRevision, persons: int, volume: Quantity) -> Money:
    """What a household pays that buys this volume in a period in which it bought nothing yet.

    With one month of the standing charge, whole, and all taxes; limits of a purchase are no price
    and are left out. ``volume`` in thousandths of the unit.
    """
    day = revision.valid_from.replace(day=1)
    start = period_start(revision, day, day)
    facts = PricingFacts(
        today=day,
        period_start=start,
        began=day,
        standing_paid_to=day,
        household=((start, persons),),
    )
    pricing = pricing_for(revision, facts)
    return cash_rounded(pricing.charge(volume) + pricing.due.whole, revision.rounding)


def preview(
    before: TariffRevision | None,
    after: TariffRevision,
    households: Iterable[tuple[int, Quantity]] = USUAL,
) -> tuple[PreviewLine, ...]:
    """Both prices of each household; ``before``: the revision that ``after`` follows."""
    return tuple(
        PreviewLine(
            persons=persons,
            volume=volume,
            before=None if before is None else price_of(before, persons, volume),
            after=price_of(after, persons, volume),
        )
        for persons, volume in households
    )


_PROBES = (1_000, 2_000, 5_000, 10_000, 15_000, 25_000, 50_000, 100_000)
"""Volumes at which two revisions are compared."""


def is_rise(before: TariffRevision, after: TariffRevision) -> bool:
    """Whether some household would pay more by the later revision."""
    return any(
        price_of(after, persons, volume) > price_of(before, persons, volume)
        for persons in (1, 5)
        for volume in _PROBES
    )
