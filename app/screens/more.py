"""What is done less often, again by digits."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class More(Choices):
    """The rest of the menu."""

    heading = _("More")
    help_lines = (
        _("Press the digit of what is to be done; Esc goes back to the menu."),
        _("Corrections put right what was recorded wrongly, and undo a sale of the shift."),
        _("Settle is for a card that was pulled, or a power cut, while it was written."),
    )
    choices = (
        Choice("1", _("Refund a purchase that is still on the card"), "refund", Permission.REFUND),
        Choice("2", _("Reissue a lost or broken card"), "reissue-card", Permission.REISSUE),
        Choice("3", _("Settle an interrupted operation"), "settle", Permission.SETTLE),
        Choice("4", _("Write a load again"), "rewrite-load", Permission.SELL),
        Choice("5", _("Make a function card"), "make-function-card", Permission.FUNCTION_CARDS),
        Choice("6", _("Read one back"), "read-function-card", Permission.FUNCTION_CARDS),
        Choice("7", _("Register of function cards"), "function-cards", Permission.READ_CARD),
        Choice("8", _("Compensate: credit without money"), "compensate", Permission.REFUND),
        Choice("9", _("Take a card back, make it blank"), "retrieve-card", Permission.RETRIEVE),
        Choice("0", _("Corrections: reversal, wrong records"), "corrections", Permission.REFUND),
    )

    def came_back(self, result: object) -> None:
        """Every job ends at the menu, where the next customer's card opens Prepayment."""
        if result is not None:
            self.dismiss(None)
