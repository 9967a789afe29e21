"""Looking things up, again by digits."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class Inquiry(Choices):
    """What can be looked up."""

    heading = _("Inquiry")
    help_lines = (
        _("Press the digit of what is to be looked up; Esc goes back to the menu."),
        _("Looking changes nothing and prints nothing. No shift is needed."),
        _("What is found opens with Enter, and leads from record to record by digits."),
    )
    choices = (
        Choice("1", _("Accounts"), "find-account", Permission.READ_CARD),
        Choice("2", _("Purchases"), "purchases", Permission.READ_CARD),
        Choice("3", _("Card readings"), "readings", Permission.READ_CARD),
        Choice("4", _("Operations: all that was done"), "operations", Permission.READ_CARD),
        Choice("5", _("Blacklist"), "blacklist-entries", Permission.READ_CARD),
        Choice("6", _("Reports"), "reports", Permission.REPORTS),
        Choice("7", _("Meters with warnings"), "meter-health", Permission.READ_CARD),
        Choice("8", _("Meters not yet shown cleared"), "uncleared-meters", Permission.READ_CARD),
        Choice("9", _("What schemes owe"), "subsidies-owed", Permission.READ_CARD),
        Choice("0", _("Readings of dials, rounds"), "meter-rounds", Permission.READ_CARD),
    )
