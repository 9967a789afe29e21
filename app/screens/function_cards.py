"""The register of function cards: newest first, nine on a page, a digit opens one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.cards.watcher import ReaderState
from app.domain.permissions import Permission
from app.domain.text import _
from app.ledger.queries.function_cards import FunctionCard, FunctionCardState
from app.operations.function_cards import FUNCTION_CARDS, FunctionCardsArguments
from app.operations.function_words import FUNCTION_NAMES
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.filtered_list import FilteredList
from app.screens.paged_list import Page
from app.telling.function_cards import STATE_NAMES


class FunctionCards(FilteredList):
    """Who has which card. One that is put on the reader is read back."""

    heading = _("Register of function cards")
    help_lines = (
        _("A digit opens a card of the list; there it can be reported lost."),
        _("0 or PgDn shows older cards, PgUp newer ones."),
        _("* shows only those that are out, overdue, lost, not finished, returned; then all."),
        _("A function card that is put on the reader is read back."),
    )
    states: ClassVar = (
        None,
        FunctionCardState.OUT,
        FunctionCardState.OVERDUE,
        FunctionCardState.LOST,
        FunctionCardState.UNFINISHED,
        FunctionCardState.RETURNED,
    )
    names: ClassVar = STATE_NAMES
    head: ClassVar = (_("Register"), _("Function"), _("Holder"), _("Due back"), _("State"))
    widths: ClassVar = (14, 15, 18, 11, 12)

    def __init__(self) -> None:
        """Nothing was asked yet."""
        super().__init__()
        self._seen = -1

    def on_screen_resume(self) -> None:
        """A card may have come back, or been lost, meanwhile; one that lies there did not come."""
        self._seen = self.desk.reader.events
        super().on_screen_resume()

    def ask_for(self, state: FunctionCardState | None, number: int) -> Callable[[], Page]:
        """A page of the register."""
        return partial(self._page, state, number)

    def _page(self, state: FunctionCardState | None, number: int) -> Page:
        arguments = FunctionCardsArguments(state=state, page=number)
        found = FUNCTION_CARDS.run(self.desk.kiosk, self.desk.caller(), arguments)
        rows = [
            (
                str(card.id),
                FUNCTION_NAMES[card.function],
                card.holder,
                card.due_back.isoformat(),
                STATE_NAMES[card.state(found.today)],
            )
            for card in found.cards
        ]
        title = f"{self.called(state)}: {found.count}"
        return Page(title, rows, found.cards, found.page, found.pages)

    def opened(self, thing: FunctionCard) -> AnyScreen | None:
        """Where it can be reported lost."""
        if not self.desk.offers("lose-function-card"):
            return None
        return screen_named("lose-function-card", thing)

    def card_moved(self, state: ReaderState) -> None:
        """A card that comes is read back, by whoever may."""
        came = state.events != self._seen and self._seen >= 0
        self._seen = state.events
        if came and self.desk.card_in and Permission.FUNCTION_CARDS in self.desk.rights:
            self.app.push_screen(screen_named("read-function-card"))
