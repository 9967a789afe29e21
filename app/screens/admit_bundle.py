"""Taking in what was kept aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.office.administration import AskAdmit
from app.office.store.rows import HoldReason
from app.office.what_waits import HeldRow
from app.operations.errors import OperationRefused
from app.operations.sign_in import SignedIn
from app.screens.deed_form import DeedForm
from app.screens.operation_screen import Finished
from app.screens.waiting import HELD_NAMES
from app.sync.answers import Code
from app.widgets.rows import Row


class StaysAside(OperationRefused):
    """Other events have its numbers: it cannot stand beside them."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _("It does not go on from what is here, and stays aside."),
            _("What it tells and did happen is recorded at a counter, by a correction."),
        )
        self.code = code


class AdmitBundle(DeedForm[str]):
    """There is nothing to fill in."""

    heading = _("Take in what was kept aside")
    help_lines = (
        _("A file came that does not go on from what is here: the kiosk was copied, or"),
        _("brought back from a backup, and both wrote on. Read with the people there"),
        _("what happened. If cards were written and money was taken, it happened: press"),
        _("+, and two people sign. Its events then count, and are recorded as they came."),
        _("Of two copies that used the same numbers one stays aside for ever; it is"),
        _("never thrown away."),
    )
    by_two: ClassVar[bool] = True

    def __init__(self, held: HeldRow) -> None:
        """``held``: the file."""
        self._held = held
        super().__init__()

    def shown_rows(self) -> Sequence[Row]:
        """Which events."""
        held = self._held
        return [
            (_("Kiosk"), kiosk_name(held.node)),
            (_("Life"), str(held.epoch)),
            (_("Events"), _("{first} to {last}").format(first=held.first, last=held.last)),
            (_("Why aside"), HELD_NAMES[HoldReason(held.reason)]),
            (_("File"), held.digest.hex()[:16]),
        ]

    def question(self) -> str:
        """What + does."""
        return _("Press + to take it in.")

    def signs_for(self) -> str:
        """What is signed for."""
        return _("A file that was kept aside is taken in.")

    def deed(self, second: SignedIn | None) -> Finished[str]:
        """Takes it in."""
        code = self.ask_for(AskAdmit(digest=self._held.digest.hex()), str, second)
        if code != Code.ACK:
            raise StaysAside(code)
        held = self._held
        events = _("{first} to {last}").format(first=held.first, last=held.last)
        return Finished(code, _("It is taken in."), [(_("Events"), events)])
