"""Pre-printed numbers that were never used are declared void; two people sign."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from app.domain.text import _
from app.ledger.events.invoice_stock import InvoicesVoided
from app.operations.reasons import LONGEST_REASON
from app.operations.void_invoices import VOID_INVOICES
from app.screens.invoice_form import InvoiceForm
from app.widgets.field import Field, FieldKind


class VoidInvoices(InvoiceForm[InvoicesVoided]):
    """First and last number, and why."""

    heading = _("Void numbers")
    help_lines = (
        _("For whole numbers that nobody will use: a lost packet, paper of an old form."),
        _("None of them may be used or spoiled. Whoever has them has them no more."),
        _("Type why; two people sign. It cannot be taken back. Nothing is printed."),
    )
    operation: ClassVar = VOID_INVOICES

    def __init__(self) -> None:
        """Empty."""
        self.why = Field(_("Reason"), FieldKind.TEXT, id="why", longest=LONGEST_REASON)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Which, and why."""
        return (*super().fields(), self.why)

    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {**super().texts(), "reason": self.why.value}

    def takes_two(self) -> bool:
        """Always."""
        return True

    def signs_for(self) -> str:
        """What is signed for."""
        return _("Pre-printed numbers become void.")
