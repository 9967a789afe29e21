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
        _("The lists show a history: the page of changes is on digit 9 of fees and limits."),
    )
    choices = (Choice("1", _("Regions"), "regions", Permission.SETTINGS),)
