"""The makers of meters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import meter_stock
from app.ledger.queries.meter_stock import MeterMaker
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of


class MeterMakers(PagedList):
    """By short name; a digit opens one to change it."""

    heading = _("Meter makers")
    help_lines = (
        _("A digit opens a maker: rename it, close it. Enter adds one."),
        _("Models name their maker by its short name. A closed maker gets no new models."),
        _("0 or PgDn shows more; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("Maker"), _("Name"), _("State"))
    widths: ClassVar = (14, 42, 10)
    history: ClassVar = SettingKind.METER_MAKER
    adds: ClassVar[str] = _("A digit opens one; Enter adds a maker.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(_page, self.desk.kiosk, number)

    def opened(self, thing: MeterMaker) -> AnyScreen:
        """Its form."""
        return screen_named("set-meter-maker", thing)

    def added(self) -> AnyScreen:
        """An empty form."""
        return screen_named("set-meter-maker")


def _page(kiosk: Kiosk, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        makers = meter_stock.makers(reader.db)
    rows = [(one, (one.maker, one.name, _("closed") if one.closed else "")) for one in makers]
    return page_of(_("Makers: {count}").format(count=len(rows)), rows, number)
