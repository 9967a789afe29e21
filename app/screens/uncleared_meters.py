"""Meters of ended accounts that nothing shows to be cleared."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries.uncleared import UnclearedMeter
from app.operations.operation import Caller
from app.operations.uncleared_meters import UNCLEARED_METERS, UnclearedMetersArguments
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList
from app.telling.account_states import emptied_text
from app.telling.words import Words


class UnclearedMeters(PagedList):
    """A digit opens the account that left one behind."""

    heading = _("Meters not yet shown cleared")
    help_lines = (
        _("The accounts of these meters ended; what was left inside was settled then."),
        _("Water that such a meter still gives out of its old credit is given twice."),
        _("Clear it with a clear card, then read it with a check card and bring that back."),
        _("It goes from this list by itself when a check card shows nothing left, or when the"),
        _("card of another account comes back from it. A digit opens the former account."),
    )
    head: ClassVar = (_("Meter"), _("Account"), _("Ended"), _("Left"), _("Settled"), "")
    widths: ClassVar = (12, 12, 10, -12, -10, 16)
    empty: ClassVar[str] = _("All of them are shown to be empty, or there are none.")

    def ask(self, number: int) -> Callable[[], Page]:
        """A page of them."""
        return partial(_page, self.desk.kiosk, self.desk.caller(), self.desk.words, number)

    def opened(self, thing: UnclearedMeter) -> AnyScreen | None:
        """Its former account."""
        return screen_named("account", thing.account)


def _page(kiosk: Kiosk, caller: Caller, words: Words, number: int) -> Page:
    found = UNCLEARED_METERS.run(kiosk, caller, UnclearedMetersArguments(page=number))
    rows = [
        (
            one.meter,
            one.account,
            one.worked_on.isoformat(),
            words.credit(one.left + one.unproven, one.charging, one.kind),
            words.money(one.worth),
            emptied_text(one.emptied),
        )
        for one in found.meters
    ]
    title = _("Meters: {count}").format(count=found.count)
    return Page(title, rows, found.meters, found.page, found.pages)
