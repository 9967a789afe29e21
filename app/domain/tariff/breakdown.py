"""What a purchase consists of, line by line. Stored in its event: nothing is computed again."""

from __future__ import annotations

import enum
from datetime import date

import msgspec

from app.domain.cards import ChargingType, UtilityKind
from app.domain.quantity import Money, Price, Quantity
from app.domain.subsidy import Subsidised, Subsidy
from app.domain.tariff.rise_cap import RiseLimit


class LineKind(enum.StrEnum):
    """What a line of a sale is for; also the book its net amount goes to."""

    ALLOWANCE = "allowance"
    """Free volume: a quantity at price 0."""
    TIER = "tier"
    SURCHARGE = "surcharge"
    CREDIT = "credit"
    """Credit that a meter counts in money: no quantity, it costs what it is."""
    BACK_CHARGE = "back_charge"
    """What the use of a past month cost more than was paid for it; ``quantity`` is that use."""
    STANDING = "standing"
    ARREARS = "arrears"
    FEE = "fee"
    SUBSIDY = "subsidy"
    """Below zero: what a third party pays of the credit; ``price_of`` says of which price."""
    OTHER = "other"
    """Paid without a card; its event says to which account of the general ledger it goes."""
    ROUNDING = "rounding"


_SUBSIDY = LineKind.SUBSIDY  # looked up once: every line of every sale is asked


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
    price_of: Money = 0
    """Of a subsidy: the full price of the volume that it is for."""


class PricingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """All that a price depends on beside revision and wish: from ledger or card."""

    today: date
    """Local date of the quote."""
    kind: UtilityKind = UtilityKind.WATER
    """What the meter measures: names the unit where a purchase is refused."""
    period_start: date
    """First day of the period that the next two count in; an older one counts as empty."""
    bought: Quantity = 0
    allowance_used: Quantity = 0
    bought_this_month: Quantity = 0
    """Volume bought in the calendar month of ``today``: for the cap and the lifeline."""
    charging: ChargingType = ChargingType.VOLUME
    """What the meter counts; with money, no volume is sold and the figures above stay."""
    credited_this_month: Money = 0
    """Credit in money bought in the calendar month of ``today``: for the lifeline."""
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
    """The most that this purchase may take for them."""
    arrears_rate: int | None = None
    """Hundredths of a percent of a payment that go to them; None: as the revision says."""
    fees: tuple[Line, ...] = ()
    """Fee lines that belong to this operation, paid before anything else."""
    back_charge: tuple[Line, ...] = ()
    """What back_charge.py found due for past months; collected whole, or not at all."""
    back_charged_to: date | None = None
    """First day that is not back-charged yet once those lines are paid."""
    step: Quantity = 1
    """Smallest credit that the card's profile can carry; every load is a multiple of it."""
    largest: Quantity | None = None
    """Largest load that the profile, the meter model or the hoarding limit lets through.

    Step and largest are in minor units where the meter counts money.
    """
    subsidy: Subsidy | None = None
    """What a third party bears of it; None: nothing."""
    before_rise: RiseLimit | None = None
    """What may still be bought until prices rise; None where no cap holds."""


class Breakdown(msgspec.Struct, frozen=True, kw_only=True):
    """A priced purchase."""

    quantity: Quantity
    """Volume that goes on the card, bought and free; 0 where the meter counts money."""
    money: Money = 0
    """Credit that goes on the card of a meter that counts money; it promises no volume."""
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
    back_charged_to: date | None = None
    """First day that is not back-charged yet; None where this sale collected nothing of it."""

    @property
    def credit(self) -> int:
        """What goes on the card, as its meter counts: money or volume."""
        return self.money or self.quantity

    @property
    def subsidised(self) -> Subsidised:
        """What of it a third party bears, by volume and full price."""
        lines = [line for line in self.lines if line.kind is _SUBSIDY]
        return Subsidised(
            quantity=sum(line.quantity for line in lines),
            price=sum(line.price_of for line in lines),
        )

    @property
    def scheme(self) -> str | None:
        """The scheme by which a third party bears a part of it; None: nobody does."""
        return next((line.code for line in self.lines if line.kind is _SUBSIDY), None)
