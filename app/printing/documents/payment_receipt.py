"""The receipt of money that moved without a card."""

from __future__ import annotations

import enum

from app.domain.payments import PaymentFor
from app.domain.quantity import Money
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document
from app.printing.documents.tax_total import TaxTotal


class Moved(enum.StrEnum):
    """Which way the money went."""

    TAKEN = "taken"
    REVERSED = "reversed"
    GIVEN_BACK = "given_back"


class PaymentReceipt(Document, tag="payment_receipt", frozen=True, kw_only=True):
    """What was paid, or given back, and what that leaves."""

    moved: Moved
    what: PaymentFor
    customer: Customer
    """Without an account: the payer's name alone."""
    line: Line
    """Positive, whichever way it went."""
    rounding: tuple[Line, ...] = ()
    """Of the cash: more than the line says, or less."""
    ledger_code: str = ""
    note: str = ""
    """What it is for, or why it went back."""
    reverses: str = ""
    """Receipt of what was undone."""
    second: str = ""
    taxes: tuple[TaxTotal, ...] = ()
    tenders: tuple[Tender, ...] = ()
    """How it was paid; none where money went back."""
    to_balance: Money = 0
    """Of what went back, what became account balance: it had not come in cash."""
    left: Money | None = None
    """What is owed, or kept, afterwards; None for what leaves nothing."""
