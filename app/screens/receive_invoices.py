"""Paper with pre-printed numbers comes into stock."""

from __future__ import annotations

from typing import ClassVar

from app.domain.text import _
from app.ledger.events.invoice_stock import InvoicesReceived
from app.operations.receive_invoices import RECEIVE_INVOICES
from app.screens.invoice_form import InvoiceForm


class ReceiveInvoices(InvoiceForm[InvoicesReceived]):
    """First and last number."""

    heading = _("Receive numbers")
    help_lines = (
        _("Have the delivery note at hand, and look at the first and the last sheet."),
        _("Numbers that were received before are refused."),
        _("The review shows how many they are; then press +. Nothing is printed."),
    )
    operation: ClassVar = RECEIVE_INVOICES
