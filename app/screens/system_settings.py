"""What the utility set up, and what this counter works with, by digits."""

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
        Choice("3", _("Prices, caps, locked months"), "price-settings", Permission.AUDIT),
        Choice("4", _("Fees and limits"), "fees-and-limits", Permission.AUDIT),
        Choice("5", _("Operators, roles, PINs"), "people-settings", Permission.AUDIT),
        Choice("6", _("Reader and printer"), "devices", Permission.SIGN_IN),
        Choice("7", _("Papers: how they are printed"), "paper-settings", Permission.AUDIT),
        Choice("8", _("Invoices: pre-printed numbers"), "invoice-settings", Permission.AUDIT),
        Choice("9", _("Theme and language"), "look-settings", Permission.SETTINGS),
        Choice("0", _("Agents"), "agents", Permission.AUDIT),
    )
