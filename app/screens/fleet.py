"""All kiosks: nine at a time from the database, however many there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import ClassVar

import msgspec
from textual.binding import BindingType

from app.domain.text import _
from app.office.fleet import Fleet as Kiosks
from app.office.fleet import FleetRow, Order, Trouble
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.fleet_words import ORDER_NAMES, TROUBLE_TITLES, fleet_cells
from app.screens.keys import bindings
from app.screens.office_screen import OfficeScreen
from app.screens.paged_list import PER_PAGE, Page
from app.screens.searched_list import SearchedList

_SHOWN: tuple[Trouble | None, ...] = (None, *Trouble)
_ORDERS = tuple(Order)


class Fleet(SearchedList, OfficeScreen[None]):
    """What is wrong stands first; other orders, and parts of it, by keys."""

    heading = _("Kiosks")
    help_lines = (
        _("Heard: when it last spoke to head office. Waits: events it has yet to send."),
        _("Left: of its vending limit, by what has arrived. Clock: how far it is off. A"),
        _("digit opens a kiosk. * shows only those with one trouble, + sorts otherwise."),
        _("Enter goes to the search: type a number or a part of a name, then Enter."),
        _("Silent is who said nothing for two days; limit, of which less than a fifth or"),
        _("three days are left; clock, two minutes off; version, another than here."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *(replace(key, description=_("Others")) for key in bindings("switch")),
        *(replace(key, description=_("Sort")) for key in bindings("confirm")),
    ]
    head: ClassVar = (
        *(_("Kiosk"), _("Name"), _("Heard"), _("Waits"), _("Left")),
        *(_("Clock"), _("Version"), _("Wrong")),
    )
    widths: ClassVar = (6, 14, 8, -6, -12, -6, 9, 8)
    empty: ClassVar = _("There are none.")
    longest = 30

    def __init__(self) -> None:
        """All of them."""
        super().__init__()
        self._only = 0
        self._order = 0

    # -- the list --------------------------------------------------------------------------

    def ask(self, number: int) -> Callable[[], Page]:
        """A page of what is shown now."""
        return partial(
            self._page, _SHOWN[self._only], _ORDERS[self._order], self.wanted.value, number
        )

    def _page(self, only: Trouble | None, order: Order, text: str, number: int) -> Page:
        desk = self.desk
        asked = msgspec.structs.replace(desk.fleet_asked(only), text=text, order=order)
        with desk.kiosk.ledger.read() as reader:
            kiosks = Kiosks(reader.db, asked)
            count = kiosks.count()
            pages = max(1, -(-count // PER_PAGE))
            number = min(max(1, number), pages)
            rows = kiosks.page((number - 1) * PER_PAGE, PER_PAGE)
        title = _("All kiosks") if only is None else TROUBLE_TITLES[only]
        cells = [fleet_cells(desk.words, row, asked.now) for row in rows]
        heading = f"{title}: {count}   {ORDER_NAMES[order]}"
        return Page(heading, cells, rows, number, pages)

    def opened(self, thing: FleetRow) -> AnyScreen:
        """Its page."""
        return screen_named("fleet-kiosk", thing.node)

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the search they are characters."""
        if action in ("switch", "confirm", "more", "less") and self.focused is not None:
            return False
        return super().check_action(action, parameters)

    def action_switch(self) -> None:
        """Only those with the next trouble."""
        self._only = (self._only + 1) % len(_SHOWN)
        self.turn_to(1)

    def action_confirm(self) -> None:
        """Sorted otherwise."""
        self._order = (self._order + 1) % len(_ORDERS)
        self.turn_to(1)
