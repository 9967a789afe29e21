"""The slip of arrears that were booked, given up, or planned."""

from __future__ import annotations

from app.domain.arrears import Instalment
from app.domain.quantity import Money
from app.domain.tariff.breakdown import Line
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document
from app.printing.documents.tax_total import TaxTotal


class ArrearsSlip(Document, tag="arrears_slip", frozen=True, kw_only=True):
    """What the account owes from now on, and by when. Those who decided sign, and the customer."""

    title: str
    customer: Customer
    reason: str
    second: str = ""
    line: Line | None = None
    """What was booked as owed."""
    due: str = ""
    """The day by which that is to be paid."""
    ledger_code: str = ""
    taxes: tuple[TaxTotal, ...] = ()
    given_up: Money = 0
    plan: tuple[Instalment, ...] = ()
    arrears_after: Money
