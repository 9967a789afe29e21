"""The paper with which bags of cash go to the bank."""

from __future__ import annotations

import msgspec

from app.domain.quantity import Money
from app.printing.documents.document import Document
from app.printing.documents.shift_report import CountedPieces


class DepositedBag(msgspec.Struct, frozen=True, kw_only=True):
    """One bag."""

    number: str
    amount: Money


class DepositSlip(Document, tag="deposit_slip", frozen=True, kw_only=True):
    """Which bags, who carries them, into which account."""

    accounting_date: str
    bank: str
    """Name or number of the account."""
    carrier: str
    bags: tuple[DepositedBag, ...]
    counted: tuple[CountedPieces, ...] = ()
    """Notes and coins, as far as they were counted by denomination."""
    uncounted: Money = 0
    """What was not."""
    amount: Money
    second: str = ""
