"""The blacklist: newest first, eight on a page, a digit opens one; by state, or by a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, Static

from app.domain.blacklist import BlacklistEntry, EntryState
from app.domain.errors import TapcardError
from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.blacklist_entries import (
    BLACKLIST_ENTRIES,
    LONGEST_SEARCH,
    BlacklistEntriesArguments,
    BlacklistEntriesResult,
)
from app.operations.paper.blacklist_slip import LISTED_NAMES, short_number
from app.screens.counter_screen import CounterScreen
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.telling.blacklist import ENTRY_STATES
from app.widgets.columns import in_columns
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Notice, Tone

_WIDTHS = (3, 9, 14, 11, 11, 24)
_SHOWN: Sequence[EntryState | None] = (
    EntryState.IN_FORCE,
    EntryState.EXPIRED,
    EntryState.LIFTED,
    None,
)
"""What the * key goes through; None: all."""
_PUT_ON = "9"


class BlacklistEntries(CounterScreen[None]):
    """Who and what is not sold to."""

    heading = _("Blacklist")
    help_lines = (
        _("A digit opens an entry; there two people can lift it. 9 puts something on."),
        _("0 or PgDn shows older entries, PgUp newer ones."),
        _("* shows those in force, those that are over, those lifted, then all."),
        _("Enter goes to the search: a part of a number, of an account or of a reason."),
        _("Nothing is written or printed here."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self) -> None:
        """Nothing was asked yet."""
        super().__init__()
        self.wanted = Field(_("Search"), FieldKind.TEXT, id="wanted", longest=LONGEST_SEARCH)
        self.listing = Static("", id="hits", markup=False)
        self.notice = Notice(id="notice")
        self.found: BlacklistEntriesResult | None = None
        self._page = 1
        self._which = 0

    def body(self) -> ComposeResult:
        """What is searched for, the list, what went wrong."""
        yield self.wanted
        yield self.listing
        yield self.notice

    def on_screen_resume(self) -> None:
        """An entry may have been lifted meanwhile, or put on."""
        self._ask(1)

    # -- the list --------------------------------------------------------------------------

    def _ask(self, page: int) -> None:
        self._page = page
        arguments = BlacklistEntriesArguments(
            state=_SHOWN[self._which], text=self.wanted.value, page=page
        )
        ask = partial(BLACKLIST_ENTRIES.run, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(ask, self._show, self._refused)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Searches."""
        event.stop()
        self.set_focus(None)
        self._ask(1)

    def _show(self, found: BlacklistEntriesResult) -> None:
        self.found = found
        self.notice.hush()
        state = _SHOWN[self._which]
        title = _("All") if state is None else ENTRY_STATES[state].capitalize()
        text = Text(f"\n   {title}: {found.count}", "bold")
        text.append("     {}\n".format(_("* shows others")), "not bold")
        if found.entries:
            head = ("", _("What"), _("Number"), _("Since"), _("Until"), _("Why"))
            text.append(f"\n{in_columns(head, _WIDTHS)}\n", "bold")
        for digit, entry in enumerate(found.entries, start=1):
            text.append(f"{in_columns(_cells(digit, entry), _WIDTHS)}\n", "not bold")
        if found.pages > 1:
            seen = _("Page {page} of {pages}. 0 shows the next one.").format(
                page=found.page, pages=found.pages
            )
            text.append(f"\n   {seen}\n", "not bold")
        if self._may_put_on():
            text.append("\n  {}  {}".format(_PUT_ON, _("Put something on the list")), "not bold")
        self.listing.update(text)
        self.refresh_bindings()

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.NOTE, error.message, error.remedy)

    def _may_put_on(self) -> bool:
        return Permission.BLACKLIST in self.desk.rights

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are several."""
        if action in ("more", "less"):
            return self.found is not None and self.found.pages > 1
        return super().check_action(action, parameters)

    def action_more(self) -> None:
        """The next page; after the last one the first."""
        if self.found is not None:
            self._ask(self._page % self.found.pages + 1)

    def action_less(self) -> None:
        """The page before."""
        self._ask(max(1, self._page - 1))

    def action_back(self) -> None:
        """From the search into the list; from there out."""
        if self.focused is not None:
            self.set_focus(None)
        else:
            self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """A digit opens an entry, * shows those in another state, Enter searches."""
        if self.focused is not None:
            return
        if event.key == "asterisk":
            event.stop()
            self._which = (self._which + 1) % len(_SHOWN)
            self._ask(1)
        elif event.key == "enter":
            event.stop()
            self.wanted.take_focus()
        elif event.key == _PUT_ON and self._may_put_on():
            event.stop()
            self.app.push_screen(screen_named("blacklist"))
        elif event.key.isdecimal() and self.found is not None:
            event.stop()
            self._open(self.found, int(event.key) - 1)

    def _open(self, found: BlacklistEntriesResult, at: int) -> None:
        if at < 0 and found.pages > 1:
            self.action_more()
        elif 0 <= at < len(found.entries):
            self.app.push_screen(screen_named("unblacklist", found.entries[at]))


def _cells(digit: int, entry: BlacklistEntry) -> tuple[str, ...]:
    return (
        f" {digit}",
        LISTED_NAMES[entry.subject.what],
        short_number(entry.subject),
        entry.on.isoformat(),
        "" if entry.until is None else entry.until.isoformat(),
        entry.reason,
    )
