"""The settings of the utility and of this counter, by digits."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class SystemSettings(Choices):
    """Where everything is set."""

    heading = _("Settings")
    help_lines = (
        _("Press the digit of what is to be seen or changed; Esc goes back to the menu."),
        _("Every change is recorded: who, when, from what to what."),
        _("In a list the * key shows these changes; digit 4, then 9, shows all of them."),
    )
    choices = (
        Choice("1", _("Regions"), "regions", Permission.SETTINGS),
        Choice("2", _("Meters: makers, models, stock"), "meter-settings", Permission.AUDIT),
        Choice("3", _("Prices: tariffs, caps, money meters"), "price-settings", Permission.AUDIT),
        Choice("4", _("Fees and limits"), "fees-and-limits", Permission.AUDIT),
        Choice("7", _("Papers: how they are printed"), "paper-settings", Permission.AUDIT),
    )
