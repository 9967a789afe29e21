"""What an account's details were: every edit, newest first."""

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
from app.ledger.queries.edits import EditPlace
from app.operations.account_edits import EditPage, account_edits
from app.screens.counter_screen import CounterScreen
from app.screens.keys import bindings
from app.telling.customers import edit_text
from app.widgets.notice import Notice, Tone

_PER_PAGE = 7
"""Two lines each."""


class AccountHistory(CounterScreen[None]):
    """Told the account; 0 turns the page."""

    heading = _("What the details were")
    help_lines = (
        _("Every change of a detail, the newest first: day, operator, reason, old and new."),
        _("0 or PgDn shows older ones, after the last the newest again."),
        _("Erased details cannot be read any more: only that something changed."),
        _("Nothing is written or printed here."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more")]

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        super().__init__()
        self.account = account
        self.listing = Static("", id="edits", markup=False)
        self.notice = Notice(id="notice")
        self._after: EditPlace | None = None

    def body(self) -> ComposeResult:
        """The edits, what went wrong."""
        yield self.listing
        yield self.notice

    def on_mount(self) -> None:
        """The newest ones."""
        self.action_more()

    def action_more(self) -> None:
        """Older ones; after the last ones the newest."""
        read = partial(account_edits, self.desk.kiosk, self.account, _PER_PAGE, self._after)
        self.work(read, self._show, self._refused)

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.BAD, error.message, error.remedy)

    def _show(self, page: EditPage) -> None:
        self._after = page.after
        text = Text("")
        for line in page.lines:
            head = _("{day}  operator {operator}  {reason}").format(
                day=line.date.isoformat(), operator=line.operator, reason=line.reason
            )
            text.append(f"\n  {head}\n", "bold")
            text.append(f"    {edit_text(line)}", "not bold")
        if not page.lines:
            text.append(f"\n  {_('Nothing was edited yet.')}", "not bold")
        if page.after is not None:
            text.append(f"\n\n  {_('0 shows older ones.')}", "not bold")
        self.listing.update(text)

    def on_key(self, event: events.Key) -> None:
        """0 turns the page."""
        if event.key == "0":
            event.stop()
            self.action_more()

    def action_back(self) -> None:
        """Out."""
        self.dismiss(None)
