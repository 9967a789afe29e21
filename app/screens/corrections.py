"""What was recorded wrongly is put right, by digits."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class Corrections(Choices):
    """The kinds of correction."""

    heading = _("Corrections")
    help_lines = (
        _("Reversal undoes the last purchase of this shift as a whole, with its card."),
        _("A purchase on the wrong customer's card: reverse it, then sell to the right card."),
        _("Press the digit of what is to be put right; Esc goes back."),
    )
    choices = (
        Choice("1", _("Reversal: undo the last purchase"), "reverse", Permission.REFUND),
        Choice("2", _("Wrong meter number on the card"), "correct-meter", Permission.ALLOCATE),
        Choice("3", _("Wrong dial at the allocation"), "correct-dial", Permission.ALLOCATE),
        Choice("4", _("Tariff class or household"), "correct-class", Permission.REFUND),
        Choice("5", _("How a sale was paid"), "correct-tender", Permission.REFUND),
        Choice("6", _("Credit inside a meter paid back"), "refund-meter-credit", Permission.REFUND),
        Choice("7", _("Payments not confirmed"), "unconfirmed-tenders", Permission.REFUND),
    )

    def came_back(self, result: object) -> None:
        """Every job ends at the menu."""
        if result is not None:
            self.dismiss(result)
