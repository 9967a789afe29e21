"""The receipt of money paid back."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cards import UtilityKind
from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import Line
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document
from app.printing.documents.tax_total import TaxTotal


class FromMeter(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a meter whose credit is paid back."""

    fate: str
    """What became of it, in words."""
    dial: Quantity | None
    work: str
    """Technician and form; empty where none was needed."""
    worked_on: date


class RefundReceipt(Document, tag="refund_receipt", frozen=True, kw_only=True):
    """What was given back, for which sale. The customer signs it."""

    customer: Customer
    kind: UtilityKind = UtilityKind.WATER
    refunds: str
    """Number of the sale's receipt, or of its slip."""
    reason: str = ""
    lines: tuple[Line, ...]
    """What is returned, positive."""
    total: Money
    taxes: tuple[TaxTotal, ...] = ()
    to_cash: Money
    to_balance: Money = 0
    quantity: Quantity
    """Taken off the card; 0 where it never was on it, or where the meter counts money."""
    money: Money = 0
    """Taken off the card of a meter that counts money."""
    balance_after: Money | None = None
    reversal: bool = False
    """Whether the whole payment was undone in its own shift."""
    from_balance: Money = 0
    """Taken back from the account balance, where the payment had put it; part of ``total``."""
    from_meter: FromMeter | None = None
    """Where the credit was inside a meter, not on a card."""
