"""Deposit slips: a digit says what became of one, or puts right what was said."""

from __future__ import annotations

import enum
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


class Act(enum.Enum):
    """What a digit does, in the order in which the * key goes through them."""

    CONFIRM = _("A digit opens one: what the bank received. * takes a slip back.")
    TAKE_BACK = _("A digit takes a slip back. * puts right what the bank received.")
    PUT_RIGHT = _("A digit puts right what was entered. * goes back to what the bank received.")


class DepositSlips(PagedList):
    """Those on their way, the oldest first; or those that were confirmed, the newest first."""

    heading = _("Deposit slips")
    help_lines = (
        _("Slips whose bags left the safe and of which the bank said nothing yet."),
        _("A digit opens one: what the bank received is entered there."),
        _("* and then a digit takes one back: its bags are in the safe again; two people sign."),
        _("* again shows those that the bank confirmed: what was entered wrongly is put right."),
        _("The oldest stands first: one that stays here long was perhaps never paid in."),
    )
    head: ClassVar = (_("Day"), _("Slip"), _("Bags"), _("Amount"), _("Carried by"))
    widths: ClassVar = (12, 14, 6, 14, 24)

    def __init__(self) -> None:
        """A digit is the bank's word."""
        super().__init__()
        self._act = Act.CONFIRM

    def invitation(self) -> str:
        """What a digit does, and what the * key changes about it."""
        return _(self._act.value)

    def on_key(self, event: events.Key) -> None:
        """The * key changes what a digit does; the list itself sees to the others."""
        if event.key == "asterisk":
            event.stop()
            event.prevent_default()
            acts = list(Act)
            self._act = acts[(acts.index(self._act) + 1) % len(acts)]
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
            for slip in (found.confirmed if self._act is Act.PUT_RIGHT else found.slips)
        ]
        title = _("On their way: {count}, {money}").format(
            count=len(found.slips), money=words.money(found.on_the_way)
        )
        if self._act is Act.PUT_RIGHT:
            title = _("Confirmed by the bank, the newest: {count}").format(count=len(rows))
        return page_of(title, rows, number)

    def opened(self, thing: Slip) -> AnyScreen:
        """What became of it."""
        takes_back = self._act is Act.TAKE_BACK
        return screen_named("take-back-deposit" if takes_back else "confirm-deposit", thing)
