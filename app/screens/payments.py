"""Payments without a card, by digits."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class Payments(Choices):
    """Taken, undone, or told to the tax office."""

    heading = _("Payments without a card")
    help_lines = (
        _("A connection, a repair, a penalty, a deposit: what is paid for without a card."),
        _("Arrears and account balance are on the account's page: Find account, Enter, 8."),
        _("A payment is undone in the shift that took it, by the number on its receipt."),
        _("What there is to pay for, its price and its tax, the administrator sets."),
        _("A tax invoice is for any receipts of this kiosk, purchases too: once each."),
    )
    choices = (
        Choice("1", _("Take a payment"), "take-payment", Permission.ACCOUNT_MONEY),
        Choice("2", _("Undo one of this shift"), "reverse-payment", Permission.REFUND),
        Choice("3", _("Tax invoice for receipts"), "tax-invoice", Permission.SELL),
        Choice("4", _("Credit note for a tax invoice"), "credit-note", Permission.REFUND),
    )

    def came_back(self, result: object) -> None:
        """Every job ends at the menu."""
        if result is not None:
            self.dismiss(result)
