"""The program that runs where there is no ledger yet: it ends with one, or with nothing made."""

from __future__ import annotations

from typing import Any

from app.cards.watcher import Presence, ReaderState
from app.domain.errors import TapcardError
from app.domain.text import _
from app.kiosk import Kiosk
from app.screens.counter_app import CounterApp, Look
from app.screens.counter_screen import CounterScreen
from app.screens.first_start_door import FirstStartDoor
from app.screens.first_start_draft import Draft
from app.screens.first_start_pages import PAGES
from app.screens.first_start_review import FirstStartReview
from app.screens.first_start_tests import FirstStartTests
from app.widgets.status_bar import StatusBar


class NoDesk:
    """What stands in for a desk before there is a kiosk: screens ask it for the reader."""

    reader = ReaderState(Presence.EMPTY)


class FirstStartApp(CounterApp[bool], inherit_bindings=False):
    """Returns True once the ledger is made and the tests are over."""

    BINDINGS = CounterApp.BINDINGS
    guard_seconds = 0.3

    def __init__(self, door: FirstStartDoor, look: Look) -> None:
        """``door``: what may be done to the machine."""
        super().__init__(look)
        self.door = door
        self.desk = NoDesk()
        self.draft = Draft()
        self.kiosk: Kiosk | None = None
        """The kiosk over the new ledger, once it is made."""
        self.left_over: TapcardError | None = None
        """Why prices, meter model or fees could not be entered into it."""
        self._page = 0

    def on_mount(self) -> None:
        """Shows the first page."""
        self.push_screen(self._screen())

    def _screen(self) -> CounterScreen[Any]:
        if self._page < len(PAGES):
            return PAGES[self._page](self.draft)
        return FirstStartReview(self.draft) if self._page == len(PAGES) else FirstStartTests()

    def turn(self, pages: int) -> None:
        """Goes to the next page (1) or the one before (-1); before the first one it ends."""
        self._page += pages
        if self._page < 0:
            self.exit(False)
        else:
            self.switch_screen(self._screen())

    def make(self, draft: Draft) -> None:
        """Makes the ledger and enters the first prices. Called beside the screen."""
        self.kiosk = self.door.begin(draft.beginning(), draft.get("pin"))
        draft.enter_into(self.kiosk)

    def finish(self) -> None:
        """All is ready to sign in."""
        self.exit(True)

    def tell_bars(self) -> None:
        """Says on the top screen which page it is."""
        screen = self.screen
        if not isinstance(screen, CounterScreen) or not screen.is_mounted:
            return
        page = _("step {page} of {pages}").format(page=self._page + 1, pages=len(PAGES) + 2)
        for bar in screen.query(StatusBar):
            bar.tell(screen.heading, "", (page,))


def run_first_start(door: FirstStartDoor, look: Look) -> bool:
    """Asks for everything that a new ledger needs; returns whether there is one now."""
    app = FirstStartApp(door, look)
    return bool(app.run(mouse=False)) and app.kiosk is not None
