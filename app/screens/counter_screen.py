"""What every screen of the counter is: two lines above, keys below, slow work beside.

Slow work runs on a thread and posts a message; handlers own all state. One piece of work runs at a
time, so that nothing else talks to the card meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen

from app.cards.watcher import ReaderState
from app.domain.errors import MoneyState, TapcardError
from app.domain.text import _
from app.screens.keys import bindings
from app.widgets.field import FieldInput
from app.widgets.key_bar import KeyBar
from app.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from app.screens.app import KioskApp
    from app.screens.desk import Desk

Result = TypeVar("Result")
T = TypeVar("T")

_logger = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()


class UnexpectedError(TapcardError):
    """A fault of the program itself, told without frightening words; the log has the rest."""

    code = "unexpected"
    money = MoneyState.IN_DOUBT


class Worked(Message):
    """Slow work came to its end."""

    def __init__(self, turn: int, then: Callable[[], None]) -> None:
        """``then`` is called by the handler, unless a later turn began meanwhile."""
        super().__init__()
        self.turn = turn
        self.then = then


class CounterScreen(Screen[Result], Generic[Result]):
    """One screen, named by :attr:`heading`."""

    heading: ClassVar[str] = ""
    help_lines: ClassVar[tuple[str, ...]] = ()
    """What F1 says about this screen, beside its keys."""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("back", "keypad_back", "keypad_help")]
    AUTO_FOCUS = ""

    @property
    def patience(self) -> float:
        """Seconds a key waits for what was looked for; then it counts as it comes: Esc works."""
        return 1.0

    def __init__(self) -> None:
        """Nothing is asked of the kiosk before the screen is shown."""
        super().__init__()
        self._turn = 0
        self._free = asyncio.Event()
        """Whether keys are meant for it as it is: not before it has begun, nor while it works."""
        self.writing = False
        """Whether a card is being written: keys are dropped meanwhile."""

    # -- what a screen is made of ----------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Bars around a body."""
        yield StatusBar()
        with Vertical(id="body"):
            yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """Everything between the bars."""
        yield from ()

    @property
    def counter(self) -> KioskApp:
        """The program."""
        return cast("KioskApp", self.app)

    @property
    def desk(self) -> Desk:
        """Kiosk, devices, operator."""
        return self.counter.desk

    @classmethod
    def when_it_fails(cls) -> tuple[str, ...]:
        """What F1 says, after everything else, of an operation that fails or is cut short."""
        return ()

    def on_mount(self) -> None:
        """Has begun; a screen that begins with slow work is not free yet."""
        if not self._turn:
            self._free.set()

    # -- slow work -------------------------------------------------------------------------

    def work(
        self,
        what: Callable[[], T],
        then: Callable[[T], None],
        refused: Callable[[TapcardError], None],
        *,
        alone: bool = True,
    ) -> None:
        """Runs ``what`` beside the screen, then ``then`` with its result or ``refused``.

        What an earlier call still brings is ignored, unless it was a write. Not ``alone``: it
        touches no card and may last, so that other work goes on beside it.
        """
        guard = _one_at_a_time if alone else contextlib.nullcontext()
        self._turn += 1
        turn = self._turn
        self._free.clear()
        self.run_worker(
            lambda: self.post_message(Worked(turn, _done(what, then, refused, guard))),
            thread=True,
            exit_on_error=False,
            group="operation",
        )

    def on_worked(self, message: Worked) -> None:
        """Goes on with what slow work brought."""
        message.stop()
        if message.turn == self._turn:
            message.then()
            if message.turn == self._turn:  # else that began more work
                self._free.set()

    async def free(self, seconds: float) -> None:
        """Waits until it has begun and slow work is done, but no longer than that."""
        if self._free.is_set():
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._free.wait(), seconds)

    # -- cards -----------------------------------------------------------------------------

    def card_moved(self, state: ReaderState) -> None:
        """A card or the reader came or went while this screen was on top, or before it came."""

    def on_screen_resume(self) -> None:
        """Catches up with the reader, and shows the bars as they are."""
        self.counter.tell_bars()
        self.card_moved(self.desk.reader)

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keypad keys are characters in a field for text; ``-`` leaves only an empty field."""
        field = self.focused if isinstance(self.focused, FieldInput) else None
        if action == "keypad_back":
            return field is None or not field.value
        if action in ("keypad_help", "switch", "confirm"):
            return field is None or not field.takes_text
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """Leaves the screen; nothing was done."""
        self.dismiss(None)

    def action_keypad_back(self) -> None:
        """As Escape, from the keypad."""
        self.action_back()

    def action_keypad_help(self) -> None:
        """As F1, from the keypad."""
        self.counter.action_help()


def _done(
    what: Callable[[], T],
    then: Callable[[T], None],
    refused: Callable[[TapcardError], None],
    guard: AbstractContextManager[object],
) -> Callable[[], None]:
    """Does it here and now; returns what the screen is to go on with."""
    try:
        with guard:
            value = what()
    except TapcardError as error:
        failure: TapcardError = error
    except Exception as error:
        _logger.exception("a screen's work failed")
        failure = unexpected(error)
    else:
        return lambda: then(value)
    return lambda: refused(failure)


def unexpected(error: Exception) -> UnexpectedError:
    """What a cashier is told of a fault of the program."""
    return UnexpectedError(
        _("Something unexpected happened ({name}).").format(name=type(error).__name__),
        _(
            "Whether a payment was recorded shows under Find account. Look there before taking "
            "money again, and call for help."
        ),
    )


AnyScreen = CounterScreen[Any]
