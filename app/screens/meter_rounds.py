"""Dials that people read: rounds out, readings in, what is questioned."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class MeterRounds(Choices):
    """What readers take along, and what they bring back."""

    heading = _("Readings of dials")
    help_lines = (
        _("A round is a file for each reader: the meters of a region in walking order."),
        _("The file comes back filled; each reading is accepted, questioned or refused."),
        _("What is questioned does not count until somebody decides about it (list, Enter)."),
        _("Press the digit of what is to be done; Esc goes back."),
    )
    choices = (
        Choice("1", _("List, and what is questioned"), "dial-readings", Permission.READ_CARD),
        Choice("2", _("Make a round"), "make-reading-round", Permission.METER_READINGS),
        Choice("3", _("Take a file in"), "take-readings", Permission.METER_READINGS),
        Choice("4", _("Type one reading"), "take-reading", Permission.METER_READINGS),
        Choice("5", _("Read a meter by wire"), "read-meter-by-wire", Permission.METER_READINGS),
    )
