"""Which reports are written by themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.automatic_reports import Occasion
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.automatic_reports import (
    AUTOMATIC_REPORTS,
    AutomaticReportLine,
    AutomaticReportsArguments,
)
from app.operations.operation import Caller
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.automatic_reports import choice_words


class AutomaticReports(PagedList):
    """A digit opens a report to choose when and as what it is written."""

    heading = _("Reports written by themselves")
    help_lines = (
        _("What is chosen here is written into a folder without anybody's asking: once for each"),
        _("shift of this counter when it closes, once for each month when it has ended."),
        _("Folder and stick stand in kiosk.toml (reports.path, reports.stick)."),
        _("A digit opens a report; 0 shows more; * shows who changed what."),
        _("Settings, 7, 4 shows what was written, what waits and what failed."),
    )
    head: ClassVar = (_("Report"), _("Shift close"), _("Month end"))
    widths: ClassVar = (32, 18, 18)
    history: ClassVar = SettingKind.AUTOMATIC_REPORT
    adds: ClassVar[str] = _("A digit opens one.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(_page, self.desk.kiosk, self.desk.caller(), number)

    def opened(self, thing: AutomaticReportLine) -> AnyScreen | None:
        """Its form, for whoever may change it."""
        if Permission.SETTINGS not in self.desk.rights:
            return None
        return screen_named("set-automatic-report", thing)


def _page(kiosk: Kiosk, caller: Caller, number: int) -> Page:
    found = AUTOMATIC_REPORTS.run(kiosk, caller, AutomaticReportsArguments())
    lines: dict[str, dict[Occasion, AutomaticReportLine]] = {}
    for one in found.reports:
        lines.setdefault(one.report, {})[one.occasion] = one
    rows = []
    for of in lines.values():
        shift, month = of[Occasion.SHIFT_CLOSE], of[Occasion.MONTH_END]
        rows.append((shift, (shift.title, choice_words(shift), choice_words(month))))
    title = _("Written by themselves: {count}").format(
        count=len({one.report for one in found.chosen})
    )
    return page_of(title, rows, number)
