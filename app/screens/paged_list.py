"""A list in pages of nine: a digit opens one, 0 shows more, Enter may add one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from app.domain.errors import TapcardError
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.screens.counter_screen import AnyScreen, CounterScreen
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.widgets.columns import in_columns
from app.widgets.notice import Notice, Tone

PER_PAGE = 9
"""One digit each."""


@dataclass(frozen=True)
class Page:
    """What one page shows."""

    title: str
    rows: Sequence[Sequence[str]]
    things: Sequence[Any]
    """What each row stands for."""
    number: int = 1
    of: int = 1


def page_of(title: str, rows: Sequence[tuple[Any, Sequence[str]]], number: int) -> Page:
    """A page of things that are all known, each with its row."""
    pages = max(1, -(-len(rows) // PER_PAGE))
    number = min(max(1, number), pages)
    shown = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Page(
        title, [row for _thing, row in shown], [thing for thing, _row in shown], number, pages
    )


class PagedList(CounterScreen[None]):
    """Asks for a page, shows it, opens what a digit chooses."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]
    head: ClassVar[Sequence[str]] = ()
    widths: ClassVar[Sequence[int]] = ()
    """Of the columns after the digit's."""
    adds: ClassVar[str] = ""
    """What Enter does; empty: nothing."""
    beside: ClassVar[str] = ""
    """What stands beside the title."""
    history: ClassVar[SettingKind | None] = None
    """Whose changes the * key shows."""
    empty: ClassVar[str] = _("There are none yet.")

    def __init__(self) -> None:
        """Nothing was asked yet."""
        super().__init__()
        self.listing = Static("", id="hits", markup=False)
        self.notice = Notice(id="notice")
        self.page: Page | None = None
        self._number = 1

    # -- what a screen says of its list ----------------------------------------------------

    def ask(self, number: int) -> Callable[[], Page]:
        """What brings a page, to be run beside the screen."""
        raise NotImplementedError

    def opened(self, thing: Any) -> AnyScreen | None:  # noqa: ANN401  as the list has it
        """The screen of what a digit chose; None where there is none."""

    def added(self) -> AnyScreen | None:
        """The screen in which Enter adds one."""

    def invitation(self) -> str:
        """What stands below the list."""
        return self.adds

    # -- the list --------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """The list, and what went wrong."""
        yield self.listing
        yield self.notice

    def on_screen_resume(self) -> None:
        """What was opened may have changed something."""
        self.turn_to(self._number)

    def turn_to(self, number: int) -> None:
        """Asks for a page."""
        self._number = number
        self.work(self.ask(number), self._show, self._refused)

    def _show(self, page: Page) -> None:
        self.page, self._number = page, page.number
        self.notice.hush()
        text = Text(f"\n   {page.title}", "bold")
        text.append(f"     {self.beside}\n" if self.beside else "\n", "not bold")
        if page.rows:
            head = in_columns(("", *self.head), (3, *self.widths))
            text.append(f"\n{head}\n", "bold")
        elif self.empty:
            text.append(f"\n   {self.empty}\n", "not bold")
        for digit, row in enumerate(page.rows, start=1):
            line = in_columns((f" {digit}", *row), (3, *self.widths))
            text.append(f"{line}\n", "not bold")
        invitation = self.invitation()
        below = [invitation] if invitation else []
        if self.history is not None:
            below.append(_("* shows who changed what."))
        if page.of > 1:
            turn = _("Page {page} of {pages}. 0 shows the next one.")
            below.insert(0, turn.format(page=page.number, pages=page.of))
        for line in below:
            text.append(f"\n   {line}", "not bold")
        self.listing.update(text)
        self.refresh_bindings()

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.NOTE, error.message, error.remedy)

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are several."""
        if action in ("more", "less"):
            return self.page is not None and self.page.of > 1
        return super().check_action(action, parameters)

    def action_more(self) -> None:
        """The next page; after the last one the first."""
        if self.page is not None:
            self.turn_to(self._number % self.page.of + 1)

    def action_less(self) -> None:
        """The page before."""
        self.turn_to(max(1, self._number - 1))

    def on_key(self, event: events.Key) -> None:
        """A digit opens one, Enter adds one."""
        page = self.page
        if page is None:
            return
        screen = None
        if event.key == "enter":
            screen = self.added()
        elif event.key == "asterisk" and self.history is not None:
            screen = screen_named("settings-history", self.history)
        elif event.key.isdecimal():
            at = int(event.key) - 1
            if at < 0 and page.of > 1:
                self.action_more()
            elif 0 <= at < len(page.things):
                screen = self.opened(page.things[at])
        if screen is not None:
            event.stop()
            self.app.push_screen(screen)
