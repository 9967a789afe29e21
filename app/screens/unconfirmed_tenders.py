"""Payments of which nobody has said yet whether they came."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.tenders import TENDER_NAMES
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import tenders
from app.ledger.queries.tenders import Unconfirmed
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.words import Words


class UnconfirmedTenders(PagedList):
    """A digit opens one."""

    heading = _("Payments not confirmed")
    help_lines = (
        _("The sale was made, and it was not known whether the money came: the terminal said"),
        _("nothing, or no message reached the phone. Nothing is sold or taken a second time."),
        _("Once it is known, open the payment by its digit and say so."),
        _("Until then no money of that sale is given back."),
    )
    head: ClassVar = (_("Day"), _("Account"), _("Payment"), _("Amount"))
    widths: ClassVar = (12, 16, 20, 16)
    adds: ClassVar[str] = _("A digit opens one.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(_page, self.desk.kiosk, self.desk.words, number)

    def opened(self, thing: Unconfirmed) -> AnyScreen:
        """Its form."""
        return screen_named("settle-tender", thing)


def _page(kiosk: Kiosk, words: Words, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        waiting = tenders.unconfirmed_at(reader.db, kiosk.ledger.node)
    rows = [
        (
            one,
            (
                one.day.isoformat(),
                one.account,
                _(TENDER_NAMES[one.kind]),
                words.money(one.amount),
            ),
        )
        for one in waiting
    ]
    return page_of(_("Not confirmed: {count}").format(count=len(rows)), rows, number)
