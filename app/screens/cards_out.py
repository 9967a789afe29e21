"""The register of cards that are signed out: newest first, nine on a page, a digit opens one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from app.domain.cards_out import CardOutState
from app.domain.errors import TapcardError
from app.domain.text import _
from app.ledger.queries.cards_out import CardOut
from app.operations.cards_out import CARDS_OUT, CardsOutArguments, CardsOutResult
from app.screens.counter_screen import CounterScreen
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.telling.cards_out import STATE_NAMES
from app.widgets.columns import in_columns
from app.widgets.notice import Notice, Tone

_WIDTHS = (3, 25, 19, 12, 12)
_SHOWN: Sequence[CardOutState | None] = (None, *CardOutState)
"""What the * key goes through; None: all."""


class CardsOut(CounterScreen[None]):
    """Who has which card, and which should be back."""

    heading = _("Cards signed out")
    help_lines = (
        _("Technicians take cards along while the counter is closed; this is who has them."),
        _("A digit opens a card of the list; there you record how it came back."),
        _("0 or PgDn shows older cards, PgUp newer ones."),
        _("* shows only those that are out, overdue, back unused, back used, recorded, lost."),
        _("Back used: record the meter change too, with the day of the work; it names the card."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self) -> None:
        """Nothing was asked yet."""
        super().__init__()
        self.listing = Static("", id="hits", markup=False)
        self.notice = Notice(id="notice")
        self.found: CardsOutResult | None = None
        self._page = 1
        self._which = 0

    def body(self) -> ComposeResult:
        """The list, and what went wrong."""
        yield self.listing
        yield self.notice

    def on_screen_resume(self) -> None:
        """A card may have come back meanwhile."""
        self._ask(self._page)

    def _ask(self, page: int) -> None:
        self._page = page
        arguments = CardsOutArguments(state=_SHOWN[self._which], page=page)
        ask = partial(CARDS_OUT.run, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(ask, self._show, self._refused)

    def _show(self, found: CardsOutResult) -> None:
        self.found = found
        self.notice.hush()
        state = _SHOWN[self._which]
        title = _("All") if state is None else STATE_NAMES[state].capitalize()
        overdue = _("{count} overdue").format(count=found.overdue)
        text = Text(f"\n   {title}: {found.count}   {overdue}", "bold")
        text.append("     {}\n".format(_("* shows others")), "not bold")
        if found.cards:
            head = ("", _("Card"), _("Holder"), _("Due back"), _("State"))
            text.append(f"\n{in_columns(head, _WIDTHS)}\n", "bold")
        for digit, card in enumerate(found.cards, start=1):
            text.append(f"{_line(digit, card, found)}\n", "not bold")
        if found.pages > 1:
            seen = _("Page {page} of {pages}. 0 shows the next one.").format(
                page=found.page, pages=found.pages
            )
            text.append(f"\n   {seen}", "not bold")
        self.listing.update(text)
        self.refresh_bindings()

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.NOTE, error.message, error.remedy)

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

    def on_key(self, event: events.Key) -> None:
        """A digit opens a card, * shows those in another state."""
        if event.key == "asterisk":
            event.stop()
            self._which = (self._which + 1) % len(_SHOWN)
            self._ask(1)
        if not event.key.isdecimal() or self.found is None:
            return
        event.stop()
        at = int(event.key) - 1
        if at < 0 and self.found.pages > 1:
            self.action_more()
        elif 0 <= at < len(self.found.cards):
            self.app.push_screen(screen_named("return-card", self.found.cards[at]))


def _line(digit: int, card: CardOut, found: CardsOutResult) -> str:
    state = STATE_NAMES[card.state(found.today)]
    cells = (f" {digit}", card.card, card.holder, card.due_back.isoformat(), state)
    return in_columns(cells, _WIDTHS)
