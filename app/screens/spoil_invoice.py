"""Sheets were spoiled before anything stood on them."""

from __future__ import annotations

from typing import ClassVar

from app.domain.text import _
from app.ledger.events.invoice_stock import InvoicesSpoiled
from app.operations.spoil_invoice import SPOIL_INVOICE
from app.screens.invoice_form import ReasonedInvoiceForm


class SpoilInvoice(ReasonedInvoiceForm[InvoicesSpoiled]):
    """First and last number, and why."""

    heading = _("Spoiled sheets")
    help_lines = (
        _("For sheets of yours on which nothing was printed: a jam, a tear, a stain, a loss."),
        _("Type the first and the last number (empty: only one) and why. Keep the sheets."),
        _("A receipt that came out badly is printed again: its copy takes the next number."),
        _("It can be told before the shift is open. Nothing is printed."),
    )
    operation: ClassVar = SPOIL_INVOICE

    def texts(self) -> dict[str, str]:
        """What was typed; one sheet alone has no last number."""
        given = super().texts()
        return {name: value for name, value in given.items() if value or name != "last"}
