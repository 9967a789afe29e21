"""The slip of a new account."""

from __future__ import annotations

from app.printing.documents.customer import Customer
from app.printing.documents.document import Document


class AccountSlip(Document, tag="account_slip", frozen=True, kw_only=True):
    """The account number that a customer needs for everything else."""

    customer: Customer
    region: str = ""
    tariff: str = ""
    household_size: int = 1
