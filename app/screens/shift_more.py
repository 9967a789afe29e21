"""What is seldom done with a shift: hand the drawer over, close one that was left open."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class ShiftMore(Choices):
    """The second page of shift and cash."""

    heading = _("More about the shift")
    help_lines = (
        _("Hand your drawer over, with the cash in it, to who works here after you."),
        _("A shift that was left open for over a day is closed before another one opens:"),
        _("who finds it counts its drawer together with a second person."),
        _("Sheets with numbers that were spoiled are told here too."),
    )
    choices = (
        Choice(
            "1",
            _("Hand your drawer over to the next operator"),
            "hand-over-drawer",
            Permission.SHIFT,
        ),
        Choice(
            "2", _("Close the shift of somebody who is away"), "close-left-shift", Permission.SHIFT
        ),
        Choice("3", _("Spoiled sheets with numbers"), "spoil-invoice", Permission.SHIFT),
    )

    def came_back(self, result: object) -> None:
        """What was chosen is done: back to the menu."""
        if result is not None:
            self.dismiss(result)
