"""What a purchase consists of, line by line. Stored in its event: nothing is computed again."""

from __future__ import annotations

import enum
from datetime import date

import msgspec

from app.domain.quantity import Money, Price, Quantity


class LineKind(enum.StrEnum):
    """What a line of a sale is for; also the book its net amount goes to."""

    ALLOWANCE = "allowance"
    """Free volume: a quantity at price 0."""
    TIER = "tier"
    SURCHARGE = "surcharge"
    STANDING = "standing"
    ARREARS = "arrears"
    FEE = "fee"
    ROUNDING = "rounding"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a sale. ``amount`` is what the customer pays for it; ``tax`` is in it."""

    kind: LineKind
    code: str
    """``tier-1``, ``sewage``, ``standing``, ``card-fee``: stable, for ledgers and reports."""
    name: str
    quantity: Quantity = 0
    price: Price = 0
    amount: Money = 0
    tax_code: str = ""
    tax: Money = 0


class PricingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """All that a price depends on beside revision and wish: from ledger or card."""

    today: date
    """Local date of the quote."""
    period_start: date
    """First day of the period that the next two count in; an older one counts as empty."""
    bought: Quantity = 0
    allowance_used: Quantity = 0
    bought_this_month: Quantity = 0
    """Volume bought in the calendar month of ``today``: for the cap and the lifeline."""
    household: tuple[tuple[date, int], ...] = ()
    """Persons from a day on, oldest first; empty: the revision's household size."""
    began: date
    """Day the allocation began: anniversary periods, first standing charge."""
    ended: date | None = None
    standing_paid_to: date
    """Standing charges are paid up to, not including, this day."""
    suspended: tuple[tuple[date, date | None], ...] = ()
    """Spans without standing charge, end not included, None for still."""
    balance: Money = 0
    """Account balance that may be spent here."""
    arrears: Money = 0
    fees: tuple[Line, ...] = ()
    """Fee lines that belong to this operation, paid before anything else."""
    step: Quantity = 1
    """Smallest quantity that the card's profile can carry; every load is a multiple of it."""
    largest: Quantity | None = None
    """Largest load that the profile, the meter model or the hoarding limit lets through."""


class Breakdown(msgspec.Struct, frozen=True, kw_only=True):
    """A priced purchase."""

    quantity: Quantity
    """Volume that goes on the card: bought and free."""
    lines: tuple[Line, ...]
    total: Money
    """Sum of the lines, rounding line included."""
    balance_used: Money
    """Part of ``total`` paid from the account balance."""
    to_pay: Money
    """``total - balance_used``: what tenders must bring."""
    rest: Money
    """Of the money offered, what is left: change or account balance. 0 when bought by volume."""
    tariff_class: int
    revision: int
    period_start: date
    """Period in which the purchase counts, and the facts after it."""
    bought: Quantity
    allowance_used: Quantity
    standing_paid_to: date
