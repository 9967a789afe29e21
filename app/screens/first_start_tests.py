"""After the ledger is made: does the printer print, does the reader see a card? Then sign in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from app.domain.errors import TapcardError
from app.domain.text import _
from app.screens.choices import DIGIT
from app.screens.counter_screen import CounterScreen
from app.widgets.notice import Notice, Tone

if TYPE_CHECKING:
    from app.screens.first_start_app import FirstStartApp


@dataclass(frozen=True)
class Answer:
    """A digit, and what it does."""

    digit: str
    label: str
    does: Callable[[], None]


class FirstStartTests(CounterScreen[None]):
    """One question at a time, each answered by a digit."""

    heading = _("First start: printer and reader")
    help_lines = (
        _("The ledger is made. Each test can be skipped and made later."),
        _("Press the digit of an answer."),
        _("A paper that did not come out, or a card that was not read: the sentence says why."),
    )

    def __init__(self) -> None:
        """Begins with the printer."""
        super().__init__()
        self.question = Static("", id="choices", markup=False)
        self.notice = Notice(id="notice")
        self._answers: Sequence[Answer] = ()

    @property
    def start(self) -> FirstStartApp:
        """The program."""
        return cast("FirstStartApp", self.app)

    def body(self) -> ComposeResult:
        """A question, and what happened."""
        yield self.question
        yield self.notice

    def on_mount(self) -> None:
        """The printer first."""
        self._printer()
        error = self.start.left_over
        if error is not None:
            rest = _("The ledger is made. Prices, model or fees are to be entered again.")
            self.notice.say(Tone.BAD, error.message, rest)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no way back: the ledger is made."""
        if action in ("back", "keypad_back"):
            return False
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """A digit answers."""
        for answer in self._answers:
            if answer.digit == event.key:
                event.stop()
                self.notice.hush()
                answer.does()
                return

    def _ask(self, question: str, *answers: Answer) -> None:
        self._answers = answers
        parts = [
            part
            for answer in answers
            for part in ((f"  {answer.digit}  ", DIGIT), f"  {answer.label}\n\n")
        ]
        self.question.update(Content.assemble((f"{question}\n\n", "bold"), *parts))

    # -- printer ---------------------------------------------------------------------------

    def _printer(self) -> None:
        self._ask(
            _("Printer test"),
            Answer("1", _("Print a test paper"), self._print),
            Answer("2", _("Skip this test"), self._reader),
        )

    def _print(self) -> None:
        self._wait()
        self.work(self.start.door.test_printer, self._printed, self._not_printed)

    def _printed(self, _nothing: None) -> None:
        self.notice.hush()
        self._ask(
            _("Did the test paper come out, and can it be read?"),
            Answer("1", _("Yes"), self._reader),
            Answer("2", _("No: print it again"), self._print),
            Answer("3", _("No: go on without"), self._reader),
        )

    def _not_printed(self, error: TapcardError) -> None:
        self._printer()
        self.notice.say(Tone.BAD, error.message, error.remedy)

    # -- reader ----------------------------------------------------------------------------

    def _reader(self) -> None:
        self._ask(
            _("Reader test: put any card on the reader"),
            Answer("1", _("The card lies there: look at it"), self._look),
            Answer("2", _("Skip this test"), self._end),
        )

    def _look(self) -> None:
        self._wait()
        self.work(self.start.door.test_reader, self._seen, self._not_seen)

    def _seen(self, words: str) -> None:
        self.notice.say(Tone.GOOD, words)
        self._ask(
            _("The reader works. Take the card."),
            Answer("1", _("Look at another card"), self._look),
            Answer("2", _("Go on"), self._end),
        )

    def _not_seen(self, error: TapcardError) -> None:
        self._reader()
        self.notice.say(Tone.BAD, error.message, error.remedy)

    # -- end -------------------------------------------------------------------------------

    def _end(self) -> None:
        self._ask(
            _("Everything is ready. Sign in with your operator number and PIN."),
            Answer("1", _("Sign in"), self.start.finish),
        )

    def _wait(self) -> None:
        self._answers = ()
        self.notice.say(Tone.NOTE, _("One moment ..."))
