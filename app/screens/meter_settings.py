"""Meters as the utility buys them: makers, models, the stock and its rules."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class MeterSettings(Choices):
    """What hangs on walls, and what lies in the store."""

    heading = _("Meters")
    help_lines = (
        _("A model says which card its meters read, what they count and how much they hold."),
        _("The stock knows every meter by its number from the day on which it came."),
        _("The rules say whether a meter that was never received may be allocated."),
        _("Press the digit of what is to be seen or changed; Esc goes back."),
    )
    choices = (
        Choice("1", _("Makers"), "meter-makers", Permission.SETTINGS),
        Choice("2", _("Models"), "meter-models", Permission.SETTINGS),
        Choice("3", _("Stock: what was received, what is left"), "meter-stock", Permission.AUDIT),
        Choice("4", _("Rules of the stock"), "set-stock-rule", Permission.SETTINGS),
        Choice("5", _("Take back what was received"), "take-back-meters", Permission.SETTINGS),
    )
