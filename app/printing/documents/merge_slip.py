"""The slip of two accounts of one customer that became one."""

from __future__ import annotations

from app.domain.quantity import Money
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document


class MergeSlip(Document, tag="merge_slip", frozen=True, kw_only=True):
    """Which number ends, which one stays, what counts there from now on."""

    customer: Customer
    """Of the account that stays."""
    ended: str
    """Number of the account that ends."""
    second: str
    reason: str
    balance: Money = 0
    """That it brings along."""
    arrears: Money = 0
