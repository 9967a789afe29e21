"""What head office does about a kiosk less often, again by digits."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.office.fleet import FleetRow
from app.screens.choices import Choice, Choices
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.office_screen import OfficeScreen


class FleetKioskMore(Choices, OfficeScreen[object]):
    """The rest of a kiosk's menu."""

    heading = _("More with this kiosk")
    help_lines = (
        _("Who works there, its identity, and what it had set before it joined. A new"),
        _("identity is for a machine that was lost; the old one is refused at once."),
        _("Press the digit of what is to be done with the kiosk; Esc goes back to its page."),
    )
    choices = (
        Choice("1", _("Invite an operator"), "invite-operator", Permission.KIOSKS),
        Choice("2", _("Give it a new identity"), "enrol-again", Permission.KIOSKS),
        Choice("3", _("What it had set otherwise"), "kiosk-differences", Permission.AUDIT),
    )

    def __init__(self, row: FleetRow) -> None:
        """``row``: the kiosk."""
        super().__init__()
        self._row = row

    def screen_for(self, choice: Choice) -> AnyScreen:
        """Each is told the kiosk."""
        return screen_named(choice.screen, self._row)
