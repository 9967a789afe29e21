"""Bags in the safe: a digit opens one whose number was mistyped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.text import _
from app.ledger.queries.safe import SafeBag
from app.operations.safe import SAFE, SafeArguments
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of


class BagsInSafe(PagedList):
    """In the order in which they came."""

    heading = _("Bags in the safe")
    help_lines = (
        _("All bags that are on no deposit slip, with the day they came, the oldest first."),
        _("A digit opens one whose number was mistyped: type the one printed on it."),
        _("A bag on a slip is corrected once that is taken back. Esc goes back."),
    )
    head: ClassVar = (_("Bag"), _("Amount"), _("Since"), _("By"), _("First typed as"))
    widths: ClassVar = (22, 14, 12, 6, 18)
    adds: ClassVar[str] = _("A digit opens one whose number is to be put right.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(self._page, number)

    def _page(self, number: int) -> Page:
        found = SAFE.run(self.desk.kiosk, self.desk.caller(), SafeArguments())
        words = self.desk.words
        rows = [
            (
                bag,
                (
                    bag.number,
                    words.column(bag.amount),
                    bag.day.isoformat(),
                    "" if bag.operator is None else str(bag.operator),
                    "" if bag.typed == bag.number else bag.typed,
                ),
            )
            for bag in found.bags
        ]
        title = _("Bags: {count}, {money}").format(
            count=len(rows), money=words.money(found.in_bags)
        )
        return page_of(title, rows, number)

    def opened(self, thing: SafeBag) -> AnyScreen:
        """Its form."""
        return screen_named("renumber-bag", thing)
