"""Head office's program on a terminal: the counter's, with other pages and nothing to sell with."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from app.domain.errors import TapcardError
from app.office.remote_performer import RemotePerformer
from app.screens.app import KioskApp
from app.screens.counter_app import Look
from app.screens.counter_screen import CounterScreen
from app.screens.keys import bindings
from app.screens.office_desk import OfficeDesk
from app.screens.office_menu import OfficeMenu


class OfficeApp(KioskApp, inherit_bindings=False):
    """The screens of one person; others have their own."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help", "lock")]

    def __init__(self, desk: OfficeDesk, look: Look) -> None:
        """``desk``: at which nobody has signed in yet."""
        super().__init__(desk, look)
        self._office = desk.office

    def first_page(self) -> CounterScreen[object]:
        """Where every job begins and ends."""
        return OfficeMenu()

    def sign_out(self) -> None:
        """`serve` forgets who that was, too: beside the screen, which does not wait for it."""
        who, performer = self.desk.operator, self._office.performer
        token = None if who is None else performer.forget(who.operator)
        if token is not None:
            self.run_worker(
                partial(_sign_out, performer, token), thread=True, exit_on_error=False, group="out"
            )
        super().sign_out()


def _sign_out(performer: RemotePerformer, token: str) -> None:
    with suppress(TapcardError):  # who does not serve any more knows nobody
        performer.sign_out(token)


def run(desk: OfficeDesk, look: Look) -> int:
    """Runs the screens until they are told to end; returns the exit code."""
    app = OfficeApp(desk, look)
    app.run(mouse=False)
    return app.return_code or 0
