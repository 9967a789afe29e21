"""Paper with pre-printed numbers: stock, who has what, what was spoiled, whether it is used."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class InvoiceSettings(Choices):
    """Sheets that have a number before anything stands on them."""

    heading = _("Invoices")
    help_lines = (
        _("Paper with pre-printed numbers is received by range and assigned to an operator."),
        _("At the shift's start the next number is confirmed; every receipt takes one."),
        _("Spoiled sheets are told by whoever has them, at Shift and cash too; two people"),
        _("declare numbers void. Press the digit of what is to be seen or done."),
    )
    choices = (
        Choice("1", _("Stock: what became of the numbers"), "invoice-stock", Permission.AUDIT),
        Choice("2", _("Assign numbers to an operator"), "assign-invoices", Permission.DECIDE),
        Choice("3", _("Declare numbers void"), "void-invoices", Permission.DECIDE),
        Choice(
            "4", _("Whether receipts take such numbers"), "set-invoice-rule", Permission.SETTINGS
        ),
        Choice("5", _("Take back what was received"), "take-back-invoices", Permission.SETTINGS),
    )
