"""Pre-printed numbers that were received wrongly leave the stock again; two people sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.invoice_stock import InvoicesTakenBack
from app.operations.take_back_invoices import TAKE_BACK_INVOICES
from app.screens.invoice_form import ReasonedInvoiceForm
from app.telling.invoice_stock import taken_back_rows
from app.widgets.rows import Row


class TakeBackInvoices(ReasonedInvoiceForm[InvoicesTakenBack]):
    """First and last number, and why."""

    heading = _("Take back numbers")
    help_lines = (
        _("For a delivery that was received with wrong numbers: they leave the stock as if"),
        _("they had never come, and the right ones are received then."),
        _("A whole delivery, its beginning or its end; none of it assigned, used or void."),
        _("Type why; two people sign. Nothing is printed."),
    )
    operation: ClassVar = TAKE_BACK_INVOICES

    def review_rows(self, _kiosk: Kiosk, quote: InvoicesTakenBack) -> Sequence[Row]:
        """What goes, and what stays."""
        return taken_back_rows(self.desk.words, quote)

    def takes_two(self) -> bool:
        """Always."""
        return True

    def signs_for(self) -> str:
        """What is signed for."""
        return _("Pre-printed numbers leave the stock.")
