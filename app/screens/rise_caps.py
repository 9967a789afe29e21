"""The cap before a rise, of each tariff class."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.amounts import format_volume
from app.domain.setting_kinds import SettingKind
from app.domain.tariff.rise_cap import TIMES_SCALE
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import settings
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of


class RiseCaps(PagedList):
    """A digit opens a class to set its cap."""

    heading = _("Cap before a rise")
    help_lines = (
        _("In the days before a dearer revision a customer buys only so much: a multiple of"),
        _("the usual volume of a month, or a fixed volume where there is none yet."),
        _("It holds by itself once such a revision is entered, and ends on its first day."),
        _("Meters that count money need none: they take the new prices with their credit."),
        _("A digit opens a class; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("Class"), _("Days before"), _("Times usual"), _("Fixed m3"))
    widths: ClassVar = (-5, -12, -12, -12)
    history: ClassVar = SettingKind.RISE_CAP
    adds: ClassVar[str] = _("A digit opens one.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(_page, self.desk.kiosk, number)

    def opened(self, thing: int) -> AnyScreen:
        """Its form."""
        return screen_named("set-rise-cap", thing)


def times_text(times: int | None) -> str:
    """``1.50``; empty where the fixed volume holds for everybody."""
    return "" if times is None else f"{times // TIMES_SCALE}.{times % TIMES_SCALE:02d}"


def _page(kiosk: Kiosk, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        classes = settings.tariff_classes(reader.db)
        caps = {one: settings.rise_cap(reader.db, one) for one in classes}
    rows = []
    for one, cap in caps.items():
        cells = (_("none"), "", "")
        if cap is not None:
            cells = (str(cap.days), times_text(cap.times), format_volume(cap.volume))
        rows.append((one, (str(one), *cells)))
    return page_of(_("Classes: {count}").format(count=len(rows)), rows, number)
