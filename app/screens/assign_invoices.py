"""Pre-printed numbers are given to an operator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from app.domain.text import _
from app.ledger.events.invoice_stock import InvoicesAssigned
from app.operations.assign_invoices import ASSIGN_INVOICES
from app.screens.invoice_form import InvoiceForm
from app.widgets.field import Field, FieldKind


class AssignInvoices(InvoiceForm[InvoicesAssigned]):
    """First and last number, to whom, where."""

    heading = _("Assign numbers")
    help_lines = (
        _("Hand the sheets over, and type the first and the last number and who has them now."),
        _("Kiosk: the number of another kiosk; empty is this one."),
        _("They are taken from the first one up, after what the operator has already."),
        _("What is left of a range goes to somebody else in the same way."),
        _("Nothing is printed."),
    )
    operation: ClassVar = ASSIGN_INVOICES

    def __init__(self) -> None:
        """Empty."""
        self.operator = Field(_("Operator"), FieldKind.DIGITS, id="operator", longest=9)
        self.kiosk = Field(
            _("Kiosk"), FieldKind.DIGITS, id="kiosk", longest=5, hint=_("empty = this one")
        )
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Which, whose, where."""
        return (*super().fields(), self.operator, self.kiosk)

    def texts(self) -> dict[str, str]:
        """What was typed; an empty kiosk is not given."""
        elsewhere = {"kiosk": self.kiosk.value} if self.kiosk.value else {}
        return {**super().texts(), "operator": self.operator.value, **elsewhere}
