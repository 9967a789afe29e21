"""Sheets were spoiled before anything stood on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from app.domain.text import _
from app.ledger.events.invoice_stock import InvoicesSpoiled
from app.operations.reasons import LONGEST_REASON
from app.operations.spoil_invoice import SPOIL_INVOICE
from app.screens.invoice_form import InvoiceForm
from app.widgets.field import Field, FieldKind


class SpoilInvoice(InvoiceForm[InvoicesSpoiled]):
    """First and last number, and why."""

    heading = _("Spoiled sheets")
    help_lines = (
        _("For sheets of yours on which nothing was printed: a jam, a tear, a stain, a loss."),
        _("Type the first and the last number (empty: only one) and why. Keep the sheets."),
        _("A receipt that came out badly is printed again: its copy takes the next number."),
        _("It can be told before the shift is open. Nothing is printed."),
    )
    operation: ClassVar = SPOIL_INVOICE

    def __init__(self) -> None:
        """Empty."""
        self.why = Field(_("Reason"), FieldKind.TEXT, id="why", longest=LONGEST_REASON)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Which, and why."""
        return (*super().fields(), self.why)

    def texts(self) -> dict[str, str]:
        """What was typed; one sheet alone has no last number."""
        last = {"last": self.last.value} if self.last.value else {}
        return {"first": self.first.value, **last, "reason": self.why.value}
