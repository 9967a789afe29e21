"""Months whose books are closed: Enter locks one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar
from zoneinfo import ZoneInfo

from app.domain.identity import milliseconds_of
from app.domain.months import month_text
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import settings
from app.ledger.queries.locked_months import locked_months
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of


class LockedMonths(PagedList):
    """The last one first."""

    heading = _("Locked months")
    help_lines = (
        _("In a locked month, and in all before it, nothing is booked any more. Corrections of"),
        _("what happened then are booked in the open month. A lock is never taken off."),
        _("A month can be locked once it has ended and nothing in it is open: shifts, payments"),
        _("not confirmed, card operations not settled. What head office locks holds for all."),
        _("Enter locks a month; * shows who locked what. Nothing is printed."),
    )
    head: ClassVar = (_("Month"), _("Locked at"), _("By"))
    widths: ClassVar = (12, 20, 10)
    history: ClassVar = SettingKind.MONTH
    adds: ClassVar[str] = _("Enter locks a month.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(_page, self.desk.kiosk, number)

    def added(self) -> AnyScreen:
        """Which one."""
        return screen_named("lock-month")


def _page(kiosk: Kiosk, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        zone = ZoneInfo(settings.time_zone(reader.db))
        found = locked_months(reader.db, kiosk.ledger.node)
    rows = []
    for one in found:
        at = datetime.fromtimestamp(milliseconds_of(one.at) // 1000, tz=UTC).astimezone(zone)
        by = "" if one.operator is None else str(one.operator)
        rows.append((one, (month_text(one.month), f"{at:%Y-%m-%d %H:%M}", by)))
    return page_of(_("Locked months: {count}").format(count=len(rows)), rows, number)
