"""Payments without a card: what a counter takes money for beside credit, and gives back again."""

from __future__ import annotations

import enum

import msgspec

from app.domain.quantity import Money, divide_rounded
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.tariff.pricing import cash_rounded

_WHOLE = 10_000


class PaymentFor(enum.StrEnum):
    """What money at the counter is for."""

    OTHER = "other"
    """A service or a penalty: income, with its tax."""
    DEPOSIT = "deposit"
    """Kept for the customer until the account ends; no income, no tax."""
    ARREARS = "arrears"
    BALANCE = "balance"


class PaymentKind(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is paid for without a card, as the utility has set it."""

    code: str
    name: str
    price: Money | None
    """What it costs, tax inside; None: any amount."""
    tax_code: str
    tax_rate: int
    """Hundredths of a percent inside the amount."""
    ledger_code: str
    """Account of the general ledger."""
    deposit: bool
    active: bool


def tax_inside(amount: Money, rate: int) -> Money:
    """The tax that an amount contains; ``rate``: hundredths of a percent of the net amount."""
    return amount - divide_rounded(amount * _WHOLE, _WHOLE + rate)


def payment_line(kind: PaymentKind, amount: Money) -> Line:
    """What is paid, or owed, for something of this kind."""
    return Line(
        kind=LineKind.OTHER,
        code=kind.code,
        name=kind.name,
        amount=amount,
        tax_code=kind.tax_code,
        tax=tax_inside(amount, kind.tax_rate),
    )


def rounding_in_cash(amount: Money, unit: Money) -> Money:
    """What rounding to cash adds to an amount, or takes from it; ``unit``: the smallest cash."""
    return cash_rounded(amount, unit) - amount
