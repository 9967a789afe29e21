"""Barring a kiosk."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.office.administration import AskRevoke
from app.office.fleet import FleetRow
from app.operations.sign_in import SignedIn
from app.screens.deed_form import DeedForm
from app.screens.operation_screen import Finished
from app.widgets.rows import Row


class RevokeKiosk(DeedForm[bool]):
    """There is nothing to fill in."""

    heading = _("Bar a kiosk")
    help_lines = (
        _("For a machine that was stolen, or goes out of service. Press +. From its next"),
        _("request on it is refused, and gets nothing any more. What it sent stays. It"),
        _("sells on until its vending limit ends: without a line nobody can stop it. It"),
        _("cannot be taken back: such a machine is enrolled as a new kiosk. It is"),
        _("recorded."),
    )

    def __init__(self, row: FleetRow) -> None:
        """``row``: the kiosk."""
        self._row = row
        super().__init__()

    def shown_rows(self) -> Sequence[Row]:
        """Which."""
        row, words = self._row, self.desk.words
        return [
            (_("Kiosk"), f"{kiosk_name(row.node)} {row.name}"),
            (_("Events here"), str(row.events)),
            (_("Limit left"), words.money(row.limit.money) if row.limit.serial else ""),
        ]

    def question(self) -> str:
        """What + does."""
        return _("Press + to bar it for good.")

    def signs_for(self) -> str:
        """What is signed for."""
        return _("A kiosk is barred for good.")

    def deed(self, second: SignedIn | None) -> Finished[bool]:
        """Bars it."""
        self.ask_for(AskRevoke(node=self._row.node), type(None), second)
        return Finished(True, _("It is barred."), [(_("Kiosk"), kiosk_name(self._row.node))])
