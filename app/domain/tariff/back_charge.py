"""What past months cost beyond what was paid for them, where tiers go by use.

The customer buys volume at the price of the first tier; the meter writes back what each month
used; at the next purchase the months that closed since are priced through the tiers, and the
difference is collected. Source: notes/domain.md 4.1, design B.

A month is charged once: ``Breakdown.back_charged_to`` says how far the purchases came. A month
that the read-back does not have, because the customer stayed away longer than the meter
remembers, is not guessed: it costs nothing and is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from app.domain.cards import ReadBack
from app.domain.quantity import Quantity
from app.domain.tariff.breakdown import Line, LineKind, PricingFacts
from app.domain.tariff.charges import Charge, Component, tax_named
from app.domain.tariff.in_force import in_force
from app.domain.tariff.periods import add_months, next_month, period_start
from app.domain.tariff.revision import TariffRevision
from app.domain.tariff.tiers import bands
from app.domain.text import _


class BackCharge(NamedTuple):
    """What is due for past months."""

    lines: tuple[Line, ...]
    """One for each month that cost more than was paid, oldest first."""
    charged_to: date | None
    """First day that is not charged yet once the lines are paid; None: nothing ever was."""


def closed_months(back: ReadBack) -> dict[date, Quantity]:
    """Use by first day of the month, of those that had ended when the meter wrote.

    The first of ``back.months`` is the month before the one in which it wrote. A read-back
    without a day says nothing about which months they are.
    """
    if back.written_on is None:
        return {}
    this_month = back.written_on.replace(day=1)
    return {add_months(this_month, -age): used for age, used in enumerate(back.months, start=1)}


def back_charge(
    revisions: Iterable[TariffRevision],
    facts: PricingFacts,
    months: Mapping[date, Quantity],
    already: date | None,
) -> BackCharge:
    """What is due for the months closed since ``already``, priced by the revision of each.

    ``revisions``: those of the account's class. ``months``: use by first day of the month; those
    charged already belong to it too, since in a period of several months they fill the tiers.
    ``already``: first day not charged yet, None before the first back-charge.

    A month counts by its first day: in the period and under the revision of that day. Only whole
    months within the allocation count, so a meter's use by an earlier customer is not charged.
    """
    found = tuple(revisions)
    counted = {month: used for month, used in months.items() if _whole(month, facts)}
    due = sorted(month for month in counted if already is None or month >= already)
    lines = (_line(found, facts, counted, month) for month in due)
    return BackCharge(
        lines=tuple(line for line in lines if line is not None),
        charged_to=next_month(due[-1]) if due else already,
    )


def _whole(month: date, facts: PricingFacts) -> bool:
    """Whether the month lies in the allocation and is over."""
    over = next_month(month)
    ended = facts.ended is not None and over > facts.ended
    return facts.began <= month and over <= facts.today and not ended


def _line(
    revisions: tuple[TariffRevision, ...],
    facts: PricingFacts,
    months: Mapping[date, Quantity],
    month: date,
) -> Line | None:
    """The line of a month; None where its tiers cost no more than was paid."""
    revision = in_force(revisions, month)
    if revision is None:
        return None
    start = period_start(revision, month, facts.began)
    before = sum(used for earlier, used in months.items() if start <= earlier < month)
    charge = _beyond_first_tier(revision, facts, month, before, before + months[month])
    if not charge.gross:
        return None
    return Line(
        kind=LineKind.BACK_CHARGE,
        code="back-charge",
        name=_("Back-charge {month}").format(month=f"{month:%Y-%m}"),
        quantity=months[month],
        amount=charge.gross,
        tax_code=revision.tiers_tax,
        tax=charge.tax,
    )


def _beyond_first_tier(
    revision: TariffRevision, facts: PricingFacts, month: date, start: Quantity, end: Quantity
) -> Charge:
    """What use from ``start`` to ``end`` of the period costs more than at the first price.

    Each tier adds its difference from the first, rounded cumulatively over the period as every
    charge is, so that its months cost together what the period costs. Free volume, which fills
    the lowest tiers, bears none; a tier cheaper than the first gives nothing back. Surcharges are
    the same at every tier and were paid with the volume.
    """
    first, *others = bands(revision, msgspec.structs.replace(facts, today=month))
    tax = tax_named(revision, revision.tiers_tax)
    free = revision.allowance
    gross = tax_part = 0
    for band in others:
        more = band.price - first.price
        if more <= 0:
            continue
        component = Component(LineKind.BACK_CHARGE, "", "", more, tax, band.low, band.high)
        charge = component.between(max(start, free), max(end, free))
        gross, tax_part = gross + charge.gross, tax_part + charge.tax
    return Charge(gross, tax_part)
