"""A tariff class's dated price rules, as utilities publish them."""

from __future__ import annotations

import enum
from datetime import date

import msgspec

from app.domain.quantity import Money, Price, Quantity


class PeriodKind(enum.StrEnum):
    """Where accounting periods begin."""

    CALENDAR = "calendar"
    """At the months that divide the year: a 3-month period begins in January, April, ..."""
    ANNIVERSARY = "anniversary"
    """At the day on which the allocation began."""


class Tax(msgspec.Struct, frozen=True, kw_only=True):
    """One tax code."""

    code: str
    rate: int
    """Hundredths of a percent: 1600 is 16 %."""
    included: bool
    """Whether published prices contain the tax already."""


class Tier(msgspec.Struct, frozen=True, kw_only=True):
    """One price step. ``upto`` is the household's volume in the period; None for the last tier."""

    upto: Quantity | None
    price: Price


class Surcharge(msgspec.Struct, frozen=True, kw_only=True):
    """A price per unit beside the tiers: sewage, resource fee."""

    code: str
    name: str
    price: Price
    tax: str


class StandingCharge(msgspec.Struct, frozen=True, kw_only=True):
    """Fixed charge per month; first and last month by days, none while suspended."""

    monthly: Money
    tax: str
    most_months: int
    """Months collected at once at the most."""


class TariffRevision(msgspec.Struct, frozen=True, kw_only=True):
    """All rules of one tariff class from a day on. Source: design.md section 3."""

    tariff_class: int
    """1..255, as written on cards."""
    name: str
    revision: int
    valid_from: date
    period_months: int
    """1, 3, 6 or 12."""
    period_kind: PeriodKind = PeriodKind.CALENDAR
    tiers: tuple[Tier, ...]
    """1 to 6, thresholds rising, the last without one."""
    tiers_tax: str
    household_size: int = 1
    """Persons whose thresholds are the published ones."""
    per_person: Quantity = 0
    """Every threshold grows by this for each person above ``household_size``."""
    surcharges: tuple[Surcharge, ...] = ()
    standing: StandingCharge | None = None
    allowance: Quantity = 0
    """Free volume per period."""
    minimum: Money = 0
    """Smallest purchase, in money for volume; 0: none."""
    maximum: Money | None = None
    monthly_cap: Quantity | None = None
    """Most volume bought in one calendar month."""
    deduction_share: int = 5000
    """Hundredths of a percent of a payment that arrears and standing charges may take together."""
    lifeline: Quantity = 0
    """Volume per calendar month that stays buyable whatever is owed."""
    arrears_rate: int = 10_000
    """Hundredths of a percent of a payment that go to arrears, within the share."""
    rounding: Money = 1
    """Smallest cash amount; totals are rounded to it, on a line of their own."""
    taxes: tuple[Tax, ...] = ()
