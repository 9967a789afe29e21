"""The final statement of an account that ends."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.account_closing import Emptied
from app.domain.cards import UtilityKind
from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import Line
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document
from app.printing.documents.tax_total import TaxTotal


class StatementMeter(msgspec.Struct, frozen=True, kw_only=True):
    """One meter; credit is money where ``counts_money``."""

    meter: str
    kind: UtilityKind
    counts_money: bool = False
    returned: bool
    dial_before: Quantity
    dial: Quantity
    credited: int
    unproven: int = 0
    """Of it on a card that is not here, and not counted as inside the meter."""
    left: int
    overused: Quantity = 0
    """Used beyond the credit."""
    read_back: bool = False
    """Whether the card told what is left; otherwise the dial did."""
    lines: tuple[Line, ...] = ()
    """What is given back for it, positive."""
    emptied: Emptied | None = None
    """Whether its credit is known to be gone; None on papers made before this was said."""


class FinalStatement(Document, tag="final_statement", frozen=True, kw_only=True):
    """Every figure; signed by both and by the customer."""

    customer: Customer
    second: str
    reason: str
    worked_on: date
    card: str
    """Where the card is, in words."""
    meters: tuple[StatementMeter, ...]
    charges: tuple[Line, ...] = ()
    rounding: tuple[Line, ...] = ()
    arrears: Money = 0
    balance: Money = 0
    deposit: Money = 0
    taxes: tuple[TaxTotal, ...] = ()
    """In what is given back."""
    to_cash: Money = 0
    to_balance: Money = 0
    received: Money = 0
    successor: str = ""
    """Account of the person who takes over; the meters stay with the premises."""
    to_successor: Money = 0
    still_owed: Money = 0
    """Arrears that stay with this account."""
    estimated: bool = False
    """Whether those who sign estimated the dials."""
