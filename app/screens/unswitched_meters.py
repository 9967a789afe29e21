"""Meters with prices inside that are not known to have the prices in force."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries.unswitched import UnswitchedMeter
from app.operations.operation import Caller
from app.operations.unswitched_meters import UNSWITCHED_METERS, UnswitchedMetersArguments
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList
from app.telling.tariffs import told_state


class UnswitchedMeters(PagedList):
    """A digit opens the account of one."""

    heading = _("Money meters not yet switched")
    help_lines = (
        _("These meters reckon by prices that stand in them. A card brings new ones with a load."),
        _("No load since: the customer has not bought since the prices were entered."),
        _("On the card: it is in the customer's hand; the next reading shows that it was read."),
        _("Ask the customer to buy, or set the prices at the meter with a tariff card."),
        _("A digit opens the account; 0 or PgDn shows more. Nothing is printed."),
    )
    head: ClassVar = (_("Meter"), _("Account"), _("Class"), _("Since"), _("Last load"), "")
    widths: ClassVar = (12, 12, -5, 10, 10, 23)
    empty: ClassVar[str] = _("All of them have the prices in force, or there are none.")

    def ask(self, number: int) -> Callable[[], Page]:
        """A page of them."""
        return partial(_page, self.desk.kiosk, self.desk.caller(), number)

    def opened(self, thing: UnswitchedMeter) -> AnyScreen | None:
        """Its account, for whoever may see accounts."""
        if Permission.READ_CARD not in self.desk.rights:
            return None
        return screen_named("account", thing.account)


def _page(kiosk: Kiosk, caller: Caller, number: int) -> Page:
    found = UNSWITCHED_METERS.run(kiosk, caller, UnswitchedMetersArguments(page=number))
    rows = [
        (
            one.meter,
            one.account,
            str(one.tariff_class),
            one.since.isoformat(),
            "" if one.last_load is None else one.last_load.isoformat(),
            told_state(one),
        )
        for one in found.meters
    ]
    title = _("Meters: {count}").format(count=found.count)
    return Page(title, rows, found.meters, found.page, found.pages)
