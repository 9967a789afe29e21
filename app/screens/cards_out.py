"""The register of cards that are signed out: newest first, nine on a page, a digit opens one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.cards_out import CardOutState
from app.domain.text import _
from app.ledger.queries.cards_out import CardOut
from app.operations.cards_out import CARDS_OUT, CardsOutArguments
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.filtered_list import FilteredList
from app.screens.paged_list import Page
from app.telling.cards_out import STATE_NAMES


class CardsOut(FilteredList):
    """Who has which card, and which should be back."""

    heading = _("Cards signed out")
    help_lines = (
        _("Technicians take cards along while the counter is closed; this is who has them."),
        _("A digit opens a card of the list; there you record how it came back."),
        _("0 or PgDn shows older cards, PgUp newer ones."),
        _("* shows only those that are out, overdue, back unused, back used, recorded, lost."),
        _("Back used: record the meter change too, with the day of the work; it names the card."),
    )
    states: ClassVar = (None, *CardOutState)
    names: ClassVar = STATE_NAMES
    head: ClassVar = (_("Card"), _("Holder"), _("Due back"), _("State"))
    widths: ClassVar = (25, 19, 12, 12)

    def ask_for(self, state: CardOutState | None, number: int) -> Callable[[], Page]:
        """A page of the register."""
        return partial(self._page, state, number)

    def _page(self, state: CardOutState | None, number: int) -> Page:
        arguments = CardsOutArguments(state=state, page=number)
        found = CARDS_OUT.run(self.desk.kiosk, self.desk.caller(), arguments)
        overdue = _("{count} overdue").format(count=found.overdue)
        rows = [
            (
                card.card,
                card.holder,
                card.due_back.isoformat(),
                STATE_NAMES[card.state(found.today)],
            )
            for card in found.cards
        ]
        title = f"{self.called(state)}: {found.count}   {overdue}"
        return Page(title, rows, found.cards, found.page, found.pages)

    def opened(self, thing: CardOut) -> AnyScreen:
        """How it came back."""
        return screen_named("return-card", thing)
