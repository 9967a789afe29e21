"""Deposit slips of which the bank said nothing yet: a digit says what became of one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import events

from app.domain.text import _
from app.ledger.queries.safe import Slip
from app.operations.safe import SAFE, SafeArguments
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of


class DepositSlips(PagedList):
    """The oldest first."""

    heading = _("Deposit slips")
    help_lines = (
        _("Slips whose bags left the safe and of which the bank said nothing yet."),
        _("A digit opens one: what the bank received is entered there."),
        _("* and then a digit takes one back: its bags are in the safe again; two people sign."),
        _("The oldest stands first: one that stays here long was perhaps never paid in."),
    )
    head: ClassVar = (_("Day"), _("Slip"), _("Bags"), _("Amount"), _("Carried by"))
    widths: ClassVar = (12, 14, 6, 14, 24)

    def __init__(self) -> None:
        """A digit is the bank's word."""
        super().__init__()
        self._takes_back = False

    def invitation(self) -> str:
        """What a digit does, and what the * key changes about it."""
        if self._takes_back:
            return _("A digit takes a slip back. * goes back to what the bank received.")
        return _("A digit opens one: what the bank received. * takes a slip back.")

    def on_key(self, event: events.Key) -> None:
        """The * key changes what a digit does; the list itself sees to the others."""
        if event.key == "asterisk":
            event.stop()
            event.prevent_default()
            self._takes_back = not self._takes_back
            self.turn_to(1)

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(self._page, number)

    def _page(self, number: int) -> Page:
        found = SAFE.run(self.desk.kiosk, self.desk.caller(), SafeArguments())
        words = self.desk.words
        rows = [
            (
                slip,
                (
                    slip.day.isoformat(),
                    str(slip.id),
                    str(len(slip.bags)),
                    words.column(slip.amount),
                    slip.carrier,
                ),
            )
            for slip in found.slips
        ]
        title = _("On their way: {count}, {money}").format(
            count=len(rows), money=words.money(found.on_the_way)
        )
        return page_of(title, rows, number)

    def opened(self, thing: Slip) -> AnyScreen:
        """What became of it."""
        return screen_named("take-back-deposit" if self._takes_back else "confirm-deposit", thing)
