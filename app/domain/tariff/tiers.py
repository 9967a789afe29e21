"""Price steps of one household in one accounting period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from app.domain.quantity import Price, Quantity, divide_rounded
from app.domain.tariff.breakdown import PricingFacts
from app.domain.tariff.periods import period_end, period_start
from app.domain.tariff.revision import TariffRevision


class Band(NamedTuple):
    """A price step with its thresholds for this household."""

    number: int
    """1 for the first."""
    low: Quantity
    high: Quantity | None
    """None for the last."""
    price: Price


def bands(revision: TariffRevision, facts: PricingFacts) -> tuple[Band, ...]:
    """The tiers with thresholds grown for the household, prorated over the period of today."""
    extra = growth(
        revision,
        facts.household,
        period_start(revision, facts.today, facts.began),
        period_end(revision, facts.today, facts.began),
    )
    found = []
    low = 0
    for number, tier in enumerate(revision.tiers, start=1):
        high = None if tier.upto is None else tier.upto + extra
        found.append(Band(number, low, high, tier.price))
        low = high or 0
    return tuple(found)


def growth(
    revision: TariffRevision,
    household: Sequence[tuple[date, int]],
    start: date,
    end: date,
) -> Quantity:
    """What every threshold grows by in the period from ``start`` to ``end``, end not included.

    Each day counts with the persons of that day; days still to come with the latest known
    number, days before the first known one with that first.
    """
    extra_days = sum(
        max(0, persons - revision.household_size) * days
        for persons, days in _person_days(household, start, end)
    )
    return divide_rounded(revision.per_person * extra_days, (end - start).days)


def _person_days(
    household: Sequence[tuple[date, int]], start: date, end: date
) -> list[tuple[int, int]]:
    """(persons, days) for each stretch of the period with one household size."""
    stretches = []
    for index, (since, persons) in enumerate(household):
        first = start if index == 0 else max(since, start)
        after = end if index + 1 == len(household) else min(household[index + 1][0], end)
        stretches.append((persons, max(0, (after - first).days)))
    return stretches
