"""One event in full; digits lead to every record that it touches, Esc leads back."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from app.domain.errors import TapcardError
from app.domain.permissions import Permission, Rights
from app.domain.text import _
from app.operations.event_record import EVENT, EventArguments, EventRecord, Link, LinkKind
from app.operations.operations import oversees
from app.screens.counter_screen import AnyScreen, CounterScreen
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.telling.inquiry import deed_name, event_rows, link_name
from app.widgets.notice import Notice, Tone
from app.widgets.rows import Rows

_PER_PAGE = 9
"""One digit each."""


class EventPage(CounterScreen[None]):
    """Read anew whenever it comes to the top: something may go on with it meanwhile."""

    heading = _("Record")
    help_lines = (
        _("Shows one entry of the journal: what was done, when, by whom, why."),
        _("A digit leads on: to its account, card, meter, paper, operator, shift, and to what"),
        _("went before it or goes on with it. Esc leads back the whole way."),
        _("0 or PgDn shows more of what it leads to. Nothing is changed."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self, event: str) -> None:
        """``event``: its number."""
        super().__init__()
        self._event = event
        self.facts = Rows(id="record")
        self.listing = Static("", id="links", markup=False)
        self.notice = Notice(id="notice")
        self.links: list[Link] = []
        self._first = 0

    def body(self) -> ComposeResult:
        """Its facts, what it leads to, what went wrong."""
        yield self.facts
        yield self.listing
        yield self.notice

    def on_screen_resume(self) -> None:
        """Reads it."""
        arguments = EventArguments(event=self._event)
        ask = partial(EVENT.run, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(ask, self._show, self._refused)

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.NOTE, error.message, error.remedy)

    def _show(self, record: EventRecord) -> None:
        self.notice.hush()
        self.facts.show(event_rows(self.desk.words, record), deed_name(record.deed.kind))
        rights = self.desk.rights
        self.links = [link for link in record.links if _may_follow(link, rights)]
        self._paint()

    def _paint(self) -> None:
        shown = self.links[self._first : self._first + _PER_PAGE]
        text = Text("\n")
        for digit, link in enumerate(shown, start=1):
            text.append(f"  {digit}  {link_name(link)}\n")
        if len(self.links) > _PER_PAGE:
            text.append("  0  {}\n".format(_("More")))
        self.listing.update(text)
        self.refresh_bindings()

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are several."""
        if action in ("more", "less"):
            return len(self.links) > _PER_PAGE
        return super().check_action(action, parameters)

    def action_more(self) -> None:
        """Further links; after the last ones the first."""
        self._first += _PER_PAGE
        if self._first >= len(self.links):
            self._first = 0
        self._paint()

    def action_less(self) -> None:
        """The links before."""
        self._first = max(0, self._first - _PER_PAGE)
        self._paint()

    def on_key(self, event: events.Key) -> None:
        """A digit leads on."""
        if not event.key.isdecimal():
            return
        event.stop()
        at = self._first + int(event.key) - 1
        if event.key == "0" and len(self.links) > _PER_PAGE:
            self.action_more()
        elif event.key != "0" and at < len(self.links):
            self.app.push_screen(_leads_to(self.links[at]))


def _leads_to(link: Link) -> AnyScreen:
    if link.kind is LinkKind.ACCOUNT:
        return screen_named("account", link.name)
    if link.kind is LinkKind.PAPER:
        return screen_named("reprint", link.name)
    if link.kind is LinkKind.EVENT:
        return screen_named("event", link.name)
    return screen_named("operations", link_name(link), **{link.kind.value: link.name})


def _may_follow(link: Link, rights: Rights) -> bool:
    if link.kind is LinkKind.OPERATOR:
        return oversees(rights)
    return link.kind is not LinkKind.PAPER or Permission.REPRINT in rights
