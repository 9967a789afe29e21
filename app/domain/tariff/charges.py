"""What volume costs: differences of rounded cumulative charges.

Every component (each tier, each surcharge) has a cumulative charge C over the accounting period,
rounded once per value of C. A purchase costs C(used + q) - C(used), so parts cost what the whole
costs, line by line and tax included. Source: design.md section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from app.domain.cards import ChargingType
from app.domain.quantity import CHARGE_SCALE, Money, Price, Quantity, divide_rounded
from app.domain.tariff.breakdown import Line, LineKind, PricingFacts
from app.domain.tariff.revision import TariffRevision, Tax
from app.domain.tariff.tiers import Band, bands
from app.domain.text import _

RATE_SCALE = 10_000
"""Hundredths of a percent in one."""

UNTAXED = Tax(code="", rate=0, included=True)


class Charge(NamedTuple):
    """What the customer pays, and the tax in it."""

    gross: Money
    tax: Money

    def since(self, earlier: Charge) -> Charge:
        """The part of this cumulative charge that came after ``earlier``."""
        return Charge(self.gross - earlier.gross, self.tax - earlier.tax)


def taxed(published: Money, tax: Tax) -> Charge:
    """A rounded cumulative amount, as published, with its tax.

    Both results rise with ``published``, and gross by at least as much as tax, so that no
    difference of two of them has a negative tax or net amount.
    """
    if tax.included:
        return Charge(published, divide_rounded(published * tax.rate, RATE_SCALE + tax.rate))
    on_top = divide_rounded(published * tax.rate, RATE_SCALE)
    return Charge(published + on_top, on_top)


def tax_named(revision: TariffRevision, code: str) -> Tax:
    """The tax of that code; none for the empty code."""
    return next((tax for tax in revision.taxes if tax.code == code), UNTAXED)


@dataclass(frozen=True, slots=True)
class Component:
    """One price that applies to the volume between two thresholds."""

    kind: LineKind
    code: str
    name: str
    price: Price
    tax: Tax
    low: Quantity = 0
    high: Quantity | None = None

    def volume(self, used: Quantity) -> Quantity:
        """How much of the first ``used`` falls under this price."""
        upto = used if self.high is None else min(used, self.high)
        return max(0, upto - self.low)

    def cumulative(self, used: Quantity) -> Charge:
        """C: what the first ``used`` of the period costs in this component."""
        return taxed(divide_rounded(self.volume(used) * self.price, CHARGE_SCALE), self.tax)

    def between(self, start: Quantity, end: Quantity) -> Charge:
        """What the volume from ``start`` to ``end`` costs."""
        return self.cumulative(end).since(self.cumulative(start))

    def line(self, start: Quantity, end: Quantity) -> Line | None:
        """The line for that volume; None if none of it falls under this price."""
        quantity = self.volume(end) - self.volume(start)
        if not quantity:
            return None
        charge = self.between(start, end)
        return Line(
            kind=self.kind,
            code=self.code,
            name=self.name,
            quantity=quantity,
            price=self.price,
            amount=charge.gross,
            tax_code=self.tax.code,
            tax=charge.tax,
        )


@dataclass(frozen=True, slots=True)
class VolumeCharge:
    """The price of any further volume in the current period.

    Free volume comes first. It counts toward the thresholds, which are the household's volume,
    and bears neither tier price nor surcharge.
    """

    tiers: tuple[Component, ...]
    surcharges: tuple[Component, ...]
    bought: Quantity
    """In the period so far, free volume included."""
    allowance_used: Quantity
    """Free volume in the period so far."""
    allowance: Quantity
    """Free volume per period."""

    def free(self, quantity: Quantity) -> Quantity:
        """How much of a purchase of ``quantity`` is free."""
        return min(quantity, max(0, self.allowance - self.allowance_used))

    def gross(self, quantity: Quantity) -> Money:
        """What a purchase of ``quantity`` costs, taxes and surcharges inside. Never falls."""
        return sum(
            component.between(start, end).gross for component, start, end in self._spans(quantity)
        )

    def lines(self, quantity: Quantity) -> tuple[Line, ...]:
        """The lines of such a purchase: free volume, tiers, surcharges."""
        priced = [component.line(start, end) for component, start, end in self._spans(quantity)]
        found = [line for line in priced if line is not None]
        free = self.free(quantity)
        if free:
            name = _("Free volume")
            found.insert(
                0, Line(kind=LineKind.ALLOWANCE, code="allowance", name=name, quantity=free)
            )
        return tuple(found)

    def _spans(self, quantity: Quantity) -> list[tuple[Component, Quantity, Quantity]]:
        """Each component with the stretch of its own counter that a purchase covers."""
        free = self.free(quantity)
        tiers = [(each, self.bought + free, self.bought + quantity) for each in self.tiers]
        paid = max(0, self.bought - self.allowance_used)
        return tiers + [(each, paid, paid + quantity - free) for each in self.surcharges]


def volume_charge(
    revision: TariffRevision, facts: PricingFacts, *, bought: Quantity, allowance_used: Quantity
) -> VolumeCharge:
    """Prices for the household, with what counts in the period of today as given.

    A meter with back-charge is sold to at the price of the first tier, however much was bought.
    """
    tax = tax_named(revision, revision.tiers_tax)
    return VolumeCharge(
        tiers=tuple(
            Component(
                LineKind.TIER,
                f"tier-{band.number}",
                _("Tier {number}").format(number=band.number),
                band.price,
                tax,
                band.low,
                band.high,
            )
            for band in _bands_at_sale(revision, facts)
        ),
        surcharges=tuple(
            Component(
                LineKind.SURCHARGE, each.code, each.name, each.price, tax_named(revision, each.tax)
            )
            for each in revision.surcharges
        ),
        bought=bought,
        allowance_used=allowance_used,
        allowance=revision.allowance,
    )


def _bands_at_sale(revision: TariffRevision, facts: PricingFacts) -> tuple[Band, ...]:
    if facts.charging is ChargingType.VOLUME_BACK_CHARGE:
        return (Band(1, 0, None, revision.tiers[0].price),)
    return bands(revision, facts)
