"""The stock of meters: what was received, what of it is left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.meter_stock import METER_STOCK, MeterStockArguments
from app.operations.operation import Caller
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList


class MeterStock(PagedList):
    """Ranges by model and number, with counts."""

    heading = _("Stock of meters")
    help_lines = (
        _("Each line is what was received together: its numbers, how many, how many are left."),
        _("A meter that is given to an account leaves the stock by itself."),
        _("Enter receives more. A range that was entered wrongly is taken back (Meters, 5)."),
        _("A star stands where the verification has ended."),
        _("0 or PgDn shows more; * shows who entered what. Nothing is printed."),
    )
    head: ClassVar = (_("Numbers"), _("Model"), _("Size"), _("Came"), _("Left"), _("Verified"))
    widths: ClassVar = (26, 10, 6, -5, -5, 12)
    history: ClassVar = SettingKind.METERS
    adds: ClassVar[str] = _("Enter receives meters.")

    def ask(self, number: int) -> Callable[[], Page]:
        """A page of the stock."""
        return partial(_page, self.desk.kiosk, self.desk.caller(), number)

    def added(self) -> AnyScreen | None:
        """Meters came."""
        if Permission.SETTINGS not in self.desk.rights:
            return None
        return screen_named("receive-meters")


def _page(kiosk: Kiosk, caller: Caller, number: int) -> Page:
    found = METER_STOCK.run(kiosk, caller, MeterStockArguments(page=number))
    rows = []
    for one in found.ranges:
        until = one.verified_until
        ended = "*" if until is not None and until < found.today else ""
        rows.append(
            (
                f"{one.first}-{one.last}",
                one.model,
                one.size,
                str(one.count),
                str(one.left),
                "" if until is None else f"{until.isoformat()}{ended}",
            )
        )
    left = sum(one.left for one in found.ranges)
    title = _("Ranges: {count}; left on this page: {left}").format(count=found.count, left=left)
    return Page(title, rows, found.ranges, found.page, found.pages)
