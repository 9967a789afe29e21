"""A new identity for a kiosk whose machine, or whose agent's folder, was lost."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.office.administration import AskCodeAgain, Invited
from app.office.fleet import FleetRow
from app.operations.sign_in import SignedIn
from app.screens.deed_form import DeedForm
from app.screens.enrol_kiosk import line_to_type
from app.screens.operation_screen import Finished
from app.widgets.rows import Row


class EnrolAgain(DeedForm[Invited]):
    """There is nothing to fill in."""

    heading = _("A new identity")
    help_lines = (
        _("For the machine that has the kiosk's ledger now: brought back from its backup,"),
        _("or the same one, whose folder of the network is gone. Press +. The old identity"),
        _("is refused from its next request on. In the end a line is shown. Write it down"),
        _("and type it at the machine within 7 days; it is good for one machine, once. A"),
        _("ledger that was brought back then asks to go on: What waits for people. The"),
        _("old identity does not come back. It is recorded."),
    )

    def __init__(self, row: FleetRow) -> None:
        """``row``: the kiosk."""
        self._row = row
        super().__init__()

    def shown_rows(self) -> Sequence[Row]:
        """Which."""
        return [
            (_("Kiosk"), f"{kiosk_name(self._row.node)} {self._row.name}"),
            (_("Events here"), str(self._row.events)),
            (_("Its machine"), _("is refused from now on")),
        ]

    def question(self) -> str:
        """What + does."""
        return _("Press + to bar it and get a code.")

    def signs_for(self) -> str:
        """One person is enough: what was lost must be barred at once."""
        return _("A kiosk gets a new identity.")

    def deed(self, second: SignedIn | None) -> Finished[Invited]:
        """Bars the old one and invites."""
        return line_to_type(self.ask_for(AskCodeAgain(node=self._row.node), Invited, second))
