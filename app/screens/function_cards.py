"""The register of function cards: newest first, nine on a page, a digit opens one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from app.cards.watcher import ReaderState
from app.domain.errors import TapcardError
from app.domain.permissions import Permission
from app.domain.text import _
from app.ledger.queries.function_cards import FunctionCard, FunctionCardState
from app.operations.function_cards import (
    FUNCTION_CARDS,
    FunctionCardsArguments,
    FunctionCardsResult,
)
from app.operations.function_words import FUNCTION_NAMES
from app.screens.counter_screen import CounterScreen
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.telling.function_cards import STATE_NAMES
from app.widgets.columns import in_columns
from app.widgets.notice import Notice, Tone

_WIDTHS = (3, 14, 15, 18, 11, 12)
_SHOWN: Sequence[FunctionCardState | None] = (
    None,
    FunctionCardState.OUT,
    FunctionCardState.OVERDUE,
    FunctionCardState.LOST,
    FunctionCardState.UNFINISHED,
    FunctionCardState.RETURNED,
)
"""What the * key goes through; None: all."""


class FunctionCards(CounterScreen[None]):
    """Who has which card. One that is put on the reader is read back."""

    heading = _("Register of function cards")
    help_lines = (
        _("A digit opens a card of the list; there it can be reported lost."),
        _("0 or PgDn shows older cards, PgUp newer ones."),
        _("* shows only those that are out, overdue, lost, not finished, returned; then all."),
        _("A function card that is put on the reader is read back."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self) -> None:
        """Nothing was asked yet."""
        super().__init__()
        self.listing = Static("", id="hits", markup=False)
        self.notice = Notice(id="notice")
        self.found: FunctionCardsResult | None = None
        self._page = 1
        self._which = 0
        self._seen = -1

    def body(self) -> ComposeResult:
        """The list, and what went wrong."""
        yield self.listing
        yield self.notice

    def on_screen_resume(self) -> None:
        """A card may have come back, or been lost, meanwhile; one that lies there did not come."""
        self._seen = self.desk.reader.events
        self._ask(self._page)

    # -- the list --------------------------------------------------------------------------

    def _ask(self, page: int) -> None:
        self._page = page
        arguments = FunctionCardsArguments(state=_SHOWN[self._which], page=page)
        ask = partial(FUNCTION_CARDS.run, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(ask, self._show, self._refused)

    def _show(self, found: FunctionCardsResult) -> None:
        self.found = found
        self.notice.hush()
        state = _SHOWN[self._which]
        title = _("All") if state is None else STATE_NAMES[state].capitalize()
        text = Text(f"\n   {title}: {found.count}", "bold")
        text.append("     {}\n".format(_("* shows others")), "not bold")
        if found.cards:
            head = ("", _("Register"), _("Function"), _("Holder"), _("Due back"), _("State"))
            text.append(f"\n{in_columns(head, _WIDTHS)}\n", "bold")
        for digit, card in enumerate(found.cards, start=1):
            text.append(f"{self._line(digit, card)}\n", "not bold")
        if found.pages > 1:
            seen = _("Page {page} of {pages}. 0 shows the next one.").format(
                page=found.page, pages=found.pages
            )
            text.append(f"\n   {seen}", "not bold")
        self.listing.update(text)
        self.refresh_bindings()

    def _line(self, digit: int, card: FunctionCard) -> str:
        found = self.found
        state = "" if found is None else STATE_NAMES[card.state(found.today)]
        cells = (
            f" {digit}",
            str(card.id),
            FUNCTION_NAMES[card.function],
            card.holder,
            card.due_back.isoformat(),
            state,
        )
        return in_columns(cells, _WIDTHS)

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.NOTE, error.message, error.remedy)

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
            self.app.push_screen(screen_named("lose-function-card", self.found.cards[at]))

    # -- cards -----------------------------------------------------------------------------

    def card_moved(self, state: ReaderState) -> None:
        """A card that comes is read back, by whoever may."""
        came = state.events != self._seen and self._seen >= 0
        self._seen = state.events
        if came and self.desk.card_in and Permission.FUNCTION_CARDS in self.desk.rights:
            self.app.push_screen(screen_named("read-function-card"))
