"""Reader and printer: tested while one looks, and chosen; a clock that jumped."""

from __future__ import annotations

from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from app.domain.cards import CardSeen
from app.domain.errors import TapcardError
from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.print_test import PRINT_TEST, PrintTestArguments, PrintTestResult
from app.operations.reader_test import TEST_READER, ReaderTestArguments
from app.screens.choices import DIGIT
from app.screens.counter_screen import CounterScreen
from app.screens.directory import screen_named
from app.telling.results import told
from app.widgets.notice import Notice, Tone
from app.widgets.rows import Rows

_SCREENS = {"3": "set-device", "4": "accept-clock"}
"""Digits that lead on."""


class Devices(CounterScreen[None]):
    """A digit tests or changes; what was found stands below."""

    heading = _("Reader and printer")
    help_lines = (
        _("1 says what card lies on the reader: its answer to reset, chip, layout, and how the"),
        _("reader is spoken to. It presents no secret, so no card can be spoilt by it."),
        _("2 prints a test paper with every kind of line; nothing is recorded."),
        _("3 chooses another reader, dialect, printer, width or backup path; old and new value"),
        _("are recorded, and it counts from the next start."),
        _("4 is for a clock that jumped: two people say that its time is right."),
        _("A card that is not seen: turn it over, try another one, look at the reader's cable."),
    )

    def __init__(self) -> None:
        """Nothing was tested yet."""
        super().__init__()
        self.listing = Static("", id="choices", markup=False)
        self.outcome = Rows(id="found")
        self.notice = Notice(id="notice")

    def body(self) -> ComposeResult:
        """The digits, what was seen, what went wrong."""
        yield self.listing
        yield self.outcome
        yield self.notice

    def on_screen_resume(self) -> None:
        """Another operator may have other choices."""
        parts = [
            part
            for digit, label in self._labels().items()
            for part in ((f"  {digit}  ", DIGIT), f"  {label}\n\n")
        ]
        self.listing.update(Content.assemble(*parts))
        super().on_screen_resume()

    def _labels(self) -> dict[str, str]:
        labels = {"1": _("Test the reader with any card"), "2": _("Print a test paper")}
        if Permission.SETTINGS in self.desk.rights:
            labels["3"] = _("Choose reader, printer, backup path")
        if Permission.DECIDE in self.desk.rights:
            labels["4"] = _("Accept the clock after a jump")
        return labels

    def on_key(self, event: events.Key) -> None:
        """A digit does it at once: no money moves."""
        if event.key not in self._labels():
            return
        event.stop()
        if event.key in _SCREENS:
            self.app.push_screen(screen_named(_SCREENS[event.key]))
            return
        self.outcome.show(())
        self.notice.say(Tone.NOTE, _("One moment ..."))
        kiosk, caller = self.desk.kiosk, self.desk.caller()
        if event.key == "1":
            test = partial(TEST_READER.run, kiosk, caller, ReaderTestArguments())
            self.work(test, self._seen, self._refused)
        else:
            paper = partial(PRINT_TEST.run, kiosk, caller, PrintTestArguments())
            self.work(paper, self._printed, self._refused)

    def _seen(self, seen: CardSeen) -> None:
        said = told(self.desk.words, seen)
        self.notice.hush()
        self.outcome.show(said.rows, said.headline)

    def _printed(self, test: PrintTestResult) -> None:
        self.desk.papers.wake()
        self.notice.say(Tone.GOOD, told(self.desk.words, test).headline)

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.BAD, error.message, error.remedy)
