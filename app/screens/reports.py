"""The reports that there are: what each is about, and the way to it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.reports import REPORTS, ReportLine, ReportsArguments, ReportsResult
from app.screens.counter_screen import CounterScreen
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.widgets.notice import Notice, Tone

_PER_PAGE = 9
"""One digit each."""


class Reports(CounterScreen[None]):
    """Nine a page."""

    heading = _("Reports")
    help_lines = (
        _("Up and Down go through the reports and say what each is about; Enter opens one."),
        _("So does its digit. 0 or PgDn shows others, PgUp those before."),
        _("A report only reads: nothing is changed, and the counter sells on meanwhile."),
        _("Its figures can be sorted, drawn, printed, and written for other programs."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self) -> None:
        """Nothing was asked yet."""
        super().__init__()
        self.listing = Static("", id="hits", markup=False)
        self.notice = Notice(id="notice")
        self._all: tuple[ReportLine, ...] = ()
        self._page = 0
        self._line = 0

    def body(self) -> ComposeResult:
        """The list, what went wrong."""
        yield self.listing
        yield self.notice

    def on_mount(self) -> None:
        """Asks for them."""
        ask = partial(REPORTS.run, self.desk.kiosk, self.desk.caller(), ReportsArguments())
        self.work(ask, self._found, self._refused)

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.NOTE, error.message, error.remedy)

    def _found(self, found: ReportsResult) -> None:
        self._all = found.reports
        self._paint()
        self.refresh_bindings()

    @property
    def _pages(self) -> int:
        return max(1, -(-len(self._all) // _PER_PAGE))

    @property
    def _shown(self) -> tuple[ReportLine, ...]:
        return self._all[self._page * _PER_PAGE : (self._page + 1) * _PER_PAGE]

    def _paint(self) -> None:
        text = Text("\n")
        for at, one in enumerate(self._shown):
            chosen = at == self._line
            line = f"  {'>' if chosen else ' '}{at + 1}  {one.title}\n"
            text.append(line, "bold" if chosen else "not bold")
        text.append(f"\n  {self._shown[self._line].about}\n\n", "not bold")
        turn = _("Page {page} of {pages}. 0 shows the next one.")
        below = turn.format(page=self._page + 1, pages=self._pages) if self._pages > 1 else ""
        text.append(f"  {below} {_('Enter or a digit opens a report.')}", "not bold")
        self.listing.update(text)

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are several."""
        if action in ("more", "less"):
            return self._pages > 1
        return super().check_action(action, parameters)

    def action_more(self) -> None:
        """The next page; after the last one the first."""
        self._turn_by(1)

    def action_less(self) -> None:
        """The page before."""
        self._turn_by(-1)

    def _turn_by(self, pages: int) -> None:
        self._page, self._line = (self._page + pages) % self._pages, 0
        self._paint()

    def on_key(self, event: events.Key) -> None:
        """Up and Down choose, Enter and digits open."""
        if not self._all:
            return
        if event.key in ("up", "down"):
            step = 1 if event.key == "down" else -1
            self._line = max(0, min(len(self._shown) - 1, self._line + step))
            self._paint()
        elif event.key == "0" and self._pages > 1:
            self.action_more()
        elif event.key == "enter":
            self._open(self._line)
        elif event.key.isdecimal():
            self._open(int(event.key) - 1)
        else:
            return
        event.stop()

    def _open(self, at: int) -> None:
        if 0 <= at < len(self._shown):
            self._line = at
            self._paint()
            self.app.push_screen(screen_named("ask-report", self._shown[at]))
