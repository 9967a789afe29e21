"""The blacklist: newest first, eight on a page, a digit opens one; by state, or by a part of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import events

from app.domain.blacklist import BlacklistEntry, EntryState
from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.blacklist_entries import (
    BLACKLIST_ENTRIES,
    LONGEST_SEARCH,
    BlacklistEntriesArguments,
)
from app.operations.paper.blacklist_slip import LISTED_NAMES, short_number
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.filtered_list import FilteredList
from app.screens.paged_list import Page
from app.screens.searched_list import SearchedList
from app.telling.blacklist import ENTRY_STATES

_PUT_ON = "9"


class BlacklistEntries(SearchedList, FilteredList):
    """Who and what is not sold to."""

    heading = _("Blacklist")
    help_lines = (
        _("A digit opens an entry; there two people can lift it. 9 puts something on."),
        _("0 or PgDn shows older entries, PgUp newer ones."),
        _("* shows those in force, those that are over, those lifted, then all."),
        _("Enter goes to the search: a part of a number, of an account or of a reason."),
        _("Nothing is written or printed here."),
    )
    states: ClassVar = (EntryState.IN_FORCE, EntryState.EXPIRED, EntryState.LIFTED, None)
    names: ClassVar = ENTRY_STATES
    head: ClassVar = (_("What"), _("Number"), _("Since"), _("Until"), _("Why"))
    widths: ClassVar = (9, 14, 11, 11, 24)
    longest = LONGEST_SEARCH

    def on_screen_resume(self) -> None:
        """An entry may have been lifted meanwhile, or put on."""
        self.turn_to(1)

    # -- the list --------------------------------------------------------------------------

    def ask_for(self, state: EntryState | None, number: int) -> Callable[[], Page]:
        """A page of what is searched for."""
        return partial(self._page, state, self.wanted.value, number)

    def _page(self, state: EntryState | None, text: str, number: int) -> Page:
        arguments = BlacklistEntriesArguments(state=state, text=text, page=number)
        found = BLACKLIST_ENTRIES.run(self.desk.kiosk, self.desk.caller(), arguments)
        title = f"{self.called(state)}: {found.count}"
        rows = [_cells(entry) for entry in found.entries]
        return Page(title, rows, found.entries, found.page, found.pages)

    def opened(self, thing: BlacklistEntry) -> AnyScreen | None:
        """Where it can be lifted."""
        if not self.desk.offers("unblacklist"):
            return None
        return screen_named("unblacklist", thing)

    def invitation(self) -> str:
        """What 9 does, for whoever may."""
        if not self._may_put_on():
            return ""
        return "{}  {}".format(_PUT_ON, _("Put something on the list"))

    def _may_put_on(self) -> bool:
        return Permission.BLACKLIST in self.desk.rights

    # -- keys ------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """9 puts something on, but for somebody who types."""
        if self.focused is None and event.key == _PUT_ON and self._may_put_on():
            event.stop()
            self.app.push_screen(screen_named("blacklist"))


def _cells(entry: BlacklistEntry) -> tuple[str, ...]:
    return (
        LISTED_NAMES[entry.subject.what],
        short_number(entry.subject),
        entry.on.isoformat(),
        "" if entry.until is None else entry.until.isoformat(),
        entry.reason,
    )
