"""An account's page: person, meters, cards, money, purchases; and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from app.domain.errors import TapcardError
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.account_file import AccountFile, account_file
from app.operations.account_movements import MovementLine, movement_lines
from app.screens.account_ways import account_ways
from app.screens.counter_screen import CounterScreen
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.screens.ways_out import WayOut
from app.telling.accounts import account_rows, movement_cells
from app.widgets.columns import in_columns
from app.widgets.notice import Notice, Tone
from app.widgets.rows import Rows

_PER_PAGE = 5
"""Digits 1 to 5; 6 to 9 are for what can be done with the account, 0 turns the page."""
_WIDTHS = (3, 10, -4, -13, -11, 14, 15)


@dataclass(frozen=True)
class Page:
    """What the screen shows: the file, and one page of what moved."""

    file: AccountFile
    lines: list[MovementLine]
    more: bool
    """Whether there are older ones."""


def page_of(kiosk: Kiosk, account: str, skip: int) -> Page:
    """Reads what one page shows, and one row more. Raises UnknownRecord."""
    lines = movement_lines(kiosk, account, _PER_PAGE + 1, skip)
    return Page(account_file(kiosk, account), lines[:_PER_PAGE], len(lines) > _PER_PAGE)


class AccountPage(CounterScreen[None]):
    """Read anew whenever it comes to the top."""

    heading = _("Account")
    help_lines = (
        _("A digit before a line prints its paper again. What went back has a minus."),
        _("0 or PgDn shows older lines."),
        _("The digits from 6 on do something with the account; Enter shows more of that."),
        _("* draws what it bought in each of the last 24 months."),
        _('"On the card": the meter may have taken it since; the card tells.'),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        super().__init__()
        self.account = account
        self.facts = Rows(id="file")
        self.listing = Static("", id="purchases", markup=False)
        self.notice = Notice(id="notice")
        self.page: Page | None = None
        self._skip = 0

    def body(self) -> ComposeResult:
        """The file, its purchases, what went wrong."""
        yield self.facts
        yield self.listing
        yield self.notice

    def on_screen_resume(self) -> None:
        """Something may have been done meanwhile."""
        self._read()

    def _read(self) -> None:
        read = partial(page_of, self.desk.kiosk, self.account, self._skip)
        self.work(read, self._show, self._refused)

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.BAD, error.message, error.remedy)

    # -- what is shown ---------------------------------------------------------------------

    def _show(self, page: Page) -> None:
        self.page = page
        self.notice.hush()
        name = page.file.personal.get("name", "")
        nameless = _("Details erased") if page.file.account.erased else _("No name")
        self.facts.show(account_rows(self.desk.words, page.file), name or nameless)
        self.listing.update(self._purchases(page))
        self.refresh_bindings()

    def _purchases(self, page: Page) -> Text:
        head = (
            "",
            _("Date"),
            _("No."),
            _("Volume"),
            self.desk.words.currency,
            _("Paper"),
            _("What it is now"),
        )
        text = Text(f"\n {in_columns(head, _WIDTHS)}\n", "bold")
        prints = self._may_print()
        for digit, line in enumerate(page.lines, start=1):
            mark = f" {digit}" if line.paper and prints else ""
            cells = (mark, *movement_cells(self.desk.words, line))
            text.append(f" {in_columns(cells, _WIDTHS)}\n", "not bold")
        if not page.lines:
            text.append(f"    {_('No purchase yet.')}\n", "not bold")
        text.append(f"  {self._hint(page)}", "not bold")
        for key, way in self.ways().items():
            text.append(f"\n  {key}  {way.label}", "not bold")
        if self._may_more():
            text.append(f"\n  {_('Enter  More with this account')}", "not bold")
            text.append(f"    {_('*  Its last 24 months')}" if page.lines else "", "not bold")
        return text

    def _hint(self, page: Page) -> str:
        any_paper = self._may_print() and any(line.paper for line in page.lines)
        papers = _("A digit prints its paper again.") if any_paper else ""
        if page.more:
            return _("{papers} 0 shows older ones.").format(papers=papers)
        return _("{papers} 0 shows the newest.").format(papers=papers) if self._skip else papers

    def ways(self) -> dict[str, WayOut]:
        """What can be done with the account now."""
        if self.page is None:
            return {}
        return account_ways(self.page.file, self.desk.rights)

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are some."""
        if action == "more":
            return self.page is not None and self.page.more
        if action == "less":
            return self._skip > 0
        return super().check_action(action, parameters)

    def action_more(self) -> None:
        """Older purchases."""
        self._skip += _PER_PAGE
        self._read()

    def action_less(self) -> None:
        """Newer purchases."""
        self._skip = max(0, self._skip - _PER_PAGE)
        self._read()

    def on_key(self, event: events.Key) -> None:
        """A purchase's paper again, a page, or what can be done with the account."""
        keys = ("enter", "asterisk")
        if self.page is None or not (event.key in keys or event.key.isdecimal()):
            return
        event.stop()
        if event.key == "asterisk":
            self._draw_months()
            return
        if event.key == "enter":
            self._more_with_it()
            return
        way = self.ways().get(event.key)
        if way is not None:
            self.app.push_screen(way.screen())
        elif event.key == "0":
            self._turn_page(self.page)
        else:
            self._reprint(self.page.lines, int(event.key) - 1)

    def _may_print(self) -> bool:
        return Permission.REPRINT in self.desk.rights

    def _may_more(self) -> bool:
        return Permission.READ_CARD in self.desk.rights

    def _more_with_it(self) -> None:
        if self._may_more():
            self.app.push_screen(screen_named("account-more", self.account))

    def _draw_months(self) -> None:
        if self._may_more():
            self.app.push_screen(screen_named("account-months", self.account))

    def _turn_page(self, page: Page) -> None:
        if page.more:
            self.action_more()
        elif self._skip:
            self._skip = 0
            self._read()

    def _reprint(self, lines: list[MovementLine], at: int) -> None:
        if not self._may_print():
            return
        if at < len(lines) and lines[at].paper:
            self.app.push_screen(screen_named("reprint", lines[at].paper))
