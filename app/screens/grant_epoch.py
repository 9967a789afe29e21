"""Letting a kiosk that was restored go on."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.office.administration import AskGrant
from app.office.store.rows import EpochRequest
from app.operations.sign_in import SignedIn
from app.screens.deed_form import DeedForm
from app.screens.operation_screen import Finished
from app.widgets.rows import Row

_KEY_SHOWN = 16


class GrantEpoch(DeedForm[int]):
    """There is nothing to fill in."""

    heading = _("Let a kiosk go on")
    help_lines = (
        _("A kiosk that was brought back from a backup begins a new life, and asks for"),
        _("it. Call the people there first: where two machines have the same number,"),
        _("only one may go on, and their keys differ. Compare the key with the one that"),
        _("the machine says."),
        _("Press +; where two copies ask, a second person signs. What another copy"),
        _("writes from now on is kept aside."),
        _("It is recorded. Then it needs a vending limit and account numbers again."),
    )

    def __init__(self, request: EpochRequest) -> None:
        """``request``: what it asks for."""
        self._request = request
        super().__init__()

    def shown_rows(self) -> Sequence[Row]:
        """Which life, from where on."""
        asked = self._request
        return [
            (_("Kiosk"), kiosk_name(asked.node)),
            (_("Life"), str(asked.epoch)),
            (
                _("Goes on from"),
                _("event {seq} of life {epoch}").format(
                    seq=asked.parent.seq, epoch=asked.parent.epoch
                ),
            ),
            (_("Why"), asked.reason),
            (_("Key"), asked.public_key.hex()[:_KEY_SHOWN]),
        ]

    def question(self) -> str:
        """What + does."""
        return _("Press + to let it go on.")

    def signs_for(self) -> str:
        """What is signed for."""
        return _("A restored kiosk goes on; no other copy may.")

    def deed(self, second: SignedIn | None) -> Finished[int]:
        """Grants it."""
        ask = AskGrant(node=self._request.node, key=self._request.public_key.hex())
        epoch = self.ask_for(ask, int, second)
        return Finished(
            epoch,
            _("It goes on."),
            [(_("Life"), str(epoch))],
            [_("Grant it a vending limit and account numbers: Kiosks.")],
        )
