"""The counter's program: wiring only. Screens do the work, the desk knows the kiosk."""

from __future__ import annotations

import gc
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from app.cards.watcher import ReaderState
from app.console import notify
from app.domain.text import _
from app.ledger.queries import settings
from app.operations.sign_in import SignedIn
from app.screens.counter_app import EXIT_BROKEN, EXIT_TRAINING, CounterApp, Look
from app.screens.counter_screen import CounterScreen
from app.screens.desk import Desk
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.screens.lock import Lock
from app.screens.menu import Menu
from app.screens.sign_in import SignIn
from app.widgets.status_bar import StatusBar

_BARS_SECONDS = 1.0
_BACKUP_SECONDS = 60.0


class Alive(Message):
    """The ledger answered a question that was asked beside the screen."""


class ReaderMoved(Message):
    """The reader's watch saw something; posted from its thread."""

    def __init__(self, state: ReaderState) -> None:
        """``state``: what it saw."""
        super().__init__()
        self.state = state


class KioskApp(CounterApp[None], inherit_bindings=False):
    """The counter of one desk."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help", "reprint", "lock", "tray")]
    guard_seconds = 0.3
    """How long a key must have been at rest before it may move money or leave a result."""

    def __init__(self, desk: Desk, look: Look) -> None:
        """``desk``: a kiosk whose ledger is open."""
        super().__init__(look)
        self.desk = desk
        self._watch = desk.watch(self._reader_said)
        self._backup = ""

    # -- life ------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Shows the sign-in."""
        self._ask_who()
        self._look_at_backup()
        self.set_interval(_BARS_SECONDS, self.tell_bars)
        self.set_interval(_BACKUP_SECONDS, self._look_at_backup)

    def on_ready(self) -> None:
        """The first screen is painted; devices are watched from now on."""
        gc.freeze()  # what was loaded stays, and need not be looked at ever again
        gc.enable()
        self._watch.start()
        notify.ready()
        seconds = notify.watchdog_seconds()
        if seconds is not None:
            self.set_interval(seconds, self._prove_alive)

    def _prove_alive(self) -> None:
        self.run_worker(self._ask_ledger, thread=True, exit_on_error=False, group="life")

    def _ask_ledger(self) -> None:
        with self.desk.kiosk.ledger.read() as reader:
            settings.utility(reader.db)
        self.post_message(Alive())

    def on_alive(self) -> None:
        """Ledger and screen have both just done something: that is what the watchdog wants."""
        notify.watchdog()

    def on_unmount(self) -> None:
        """Lets go of the reader."""
        if self.return_code != EXIT_TRAINING:  # it comes back
            notify.stopping()
        self._watch.stop()

    # -- who works -------------------------------------------------------------------------

    def _ask_who(self) -> None:
        screen = SignIn()
        self.push_screen(screen, self._signed_in)
        if self.look.complaints:
            screen.complain(self.look.complaints)

    def _signed_in(self, who: SignedIn | None) -> None:
        self.desk.operator = who
        self.push_screen(self.first_page())

    def first_page(self) -> CounterScreen[object]:
        """Where every job begins and ends."""
        return Menu()

    def sign_out(self) -> None:
        """Ends the operator's session; their shift stays open."""
        self.desk.operator = None
        self.pop_screen()
        self._ask_who()

    def change_counter(self) -> None:
        """Leaves for the training counter, or comes back from it; nobody is signed in."""
        self.exit(return_code=EXIT_TRAINING)

    def hand_over(self, who: SignedIn) -> None:
        """Somebody else begins at the menu; what was on the screens and not confirmed is gone."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self._signed_in(who)

    # -- bars ------------------------------------------------------------------------------

    def tell_bars(self) -> None:
        """Shows on the top screen how things are; sends nothing when nothing changed."""
        screen = self.screen_stack[-1] if self.screen_stack else None  # none: it is ending
        if not isinstance(screen, CounterScreen) or not screen.is_mounted:
            return
        desk = self.desk
        who = "" if desk.operator is None else f"{desk.operator.operator} {desk.operator.name}"
        worthless = _("NO VALUE") if desk.training else _("DEMO KEYS - NO VALUE")
        if desk.demo_keys:
            who = "   ".join((worthless, who)).rstrip()
        heading = screen.heading
        if desk.training:
            heading = _("TRAINING  {heading}").format(heading=heading)
        for bar in screen.query(StatusBar):
            bar.tell(heading, who, desk.states(self._backup))

    def _look_at_backup(self) -> None:
        self.run_worker(self._read_backup, thread=True, exit_on_error=False, group="backup")

    def _read_backup(self) -> None:
        state = self.desk.backup_state()
        self.call_from_thread(self._backup_known, state)

    def _backup_known(self, state: str) -> None:
        self._backup = state
        self.tell_bars()

    # -- devices ---------------------------------------------------------------------------

    def _reader_said(self, state: ReaderState) -> None:
        self.post_message(ReaderMoved(state))

    def on_reader_moved(self, message: ReaderMoved) -> None:
        """Tells the screen on top; one below hears of it when it comes up again."""
        self.desk.reader = message.state
        self.tell_bars()
        if isinstance(self.screen, CounterScreen):
            self.screen.card_moved(message.state)

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who is not signed in, or came round a lock to change a PIN, can only ask for help."""
        possible = super().check_action(action, parameters)
        if action in ("reprint", "lock"):
            locked = any(isinstance(one, SignIn) for one in self.screen_stack)
            return possible and self.desk.operator is not None and not locked
        if action == "tray":
            return possible and self.desk.tray is not None
        return possible

    def action_reprint(self) -> None:
        """Another copy of a paper."""
        self._open("reprint")

    def action_lock(self) -> None:
        """Hides everything until the PIN is typed."""
        self.push_screen(Lock())

    def action_tray(self) -> None:
        """The simulated cards and meters of a demo counter."""
        self._open("tray")

    def _open(self, name: str) -> None:
        screen = screen_named(name)
        if not isinstance(self.screen, type(screen)):
            self.push_screen(screen)


def run(desk: Desk, look: Look) -> int:
    """Runs the counter until it is told to end; returns its exit code."""
    app = KioskApp(desk, look)
    app.run(mouse=False)
    return app.return_code or 0


__all__ = ["EXIT_BROKEN", "EXIT_TRAINING", "KioskApp", "Look", "ReaderMoved", "run"]
