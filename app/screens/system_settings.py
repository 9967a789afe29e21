"""What the utility set up, by digits."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class SystemSettings(Choices):
    """The kinds of setting."""

    heading = _("Settings")
    help_lines = (
        _("Press the digit of what is to be looked at or changed; Esc goes back."),
        _("Every change is recorded: who, when, from what, to what."),
    )
    choices = (
        Choice("5", _("Operators, roles, PINs"), "operators", Permission.AUDIT),
        Choice("6", _("Reader and printer"), "devices", Permission.SIGN_IN),
    )
