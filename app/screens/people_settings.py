"""Who works here, and what they may do."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class PeopleSettings(Choices):
    """Operators, rights, PINs, keys."""

    heading = _("Operators, roles, PINs")
    help_lines = (
        _("Operators: name, role, whether they may sign in, a new PIN."),
        _("What a role may do is set for all who have it; this takes two people."),
        _("Rules say what a new PIN must be. An approval key lets somebody who is elsewhere"),
        _("sign as second person; this takes two people who are here."),
        _("Press the digit of what is to be seen or changed; Esc goes back."),
    )
    choices = (
        Choice("1", _("Operators"), "operators", Permission.AUDIT),
        Choice("2", _("What each role may do"), "permissions", Permission.AUDIT),
        Choice("3", _("Rules for PINs"), "set-pin-rules", Permission.OPERATORS),
        Choice(
            "4", _("Keys of people who sign from elsewhere"), "set-approver", Permission.OPERATORS
        ),
    )
