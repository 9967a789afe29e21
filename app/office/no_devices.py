"""What a machine of head office has in the place of a counter's devices: nothing."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from app.domain.text import _
from app.kiosk import CardSession
from app.operations.errors import OperationRefused


class DoneAtACounter(OperationRefused):
    """It takes a card, a printer, a drawer or a customer: head office has none."""

    code = "done_at_a_counter"

    def __init__(self) -> None:
        super().__init__(
            _("This is done at a counter, not at head office."),
            _("Nothing was done. Let a counter do it; it shows here as soon as it has sent it."),
        )


class NoCards:
    """See :class:`app.kiosk.CardStation`."""

    def session(self, expected: str | None = None) -> AbstractContextManager[CardSession]:  # noqa: ARG002
        """Raises DoneAtACounter."""
        raise DoneAtACounter


class NoKeys:
    """In the place of a cards.keys.KeySource: there is no card to open."""

    demo = False


class NoDevices:
    """See :class:`app.kiosk.Devices`."""

    printers: tuple[str, ...] = ()

    def change(self, _key: str, _value: str) -> tuple[str, str]:
        """Raises DoneAtACounter."""
        raise DoneAtACounter


class NoBackups:
    """See :class:`app.kiosk.Backups`."""

    def make(self) -> Path | None:
        """docs/office.md says how head office is backed up."""
        return None
