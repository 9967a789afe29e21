"""Pre-printed numbers that were never used are declared void; two people sign."""

from __future__ import annotations

from typing import ClassVar

from app.domain.text import _
from app.ledger.events.invoice_stock import InvoicesVoided
from app.operations.void_invoices import VOID_INVOICES
from app.screens.invoice_form import ReasonedInvoiceForm


class VoidInvoices(ReasonedInvoiceForm[InvoicesVoided]):
    """First and last number, and why."""

    heading = _("Void numbers")
    help_lines = (
        _("For whole numbers that nobody will use: a lost packet, paper of an old form."),
        _("None of them may be used or spoiled. Whoever has them has them no more."),
        _("Type why; two people sign. It cannot be taken back. Nothing is printed."),
    )
    operation: ClassVar = VOID_INVOICES

    def takes_two(self) -> bool:
        """Always."""
        return True

    def signs_for(self) -> str:
        """What is signed for."""
        return _("Pre-printed numbers become void.")
