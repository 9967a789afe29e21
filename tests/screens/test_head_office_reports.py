"""Reports at head office's screens: over all counters, written there, for whoever may see them."""

from __future__ import annotations

from pathlib import Path

from app.screens.inquiry import Inquiry
from app.screens.purchases_behind import PurchasesBehind
from app.screens.report_more import ReportMore
from app.screens.report_table import ReportTable
from app.screens.write_report import WriteReport
from tests.screens.head_office import AUDITOR, SECOND, clerk, copied

BY_KIOSK = "12"
"""The number of that grouping, of sales by group."""


async def test_a_report_is_of_all_counters_and_written_where_the_screen_is(tmp_path: Path) -> None:
    with copied(tmp_path) as served:
        async with clerk(served) as auditor:
            await auditor.signs(AUDITOR)
            await auditor.sees("Find account")
            await auditor.press("6", "6", "2", "down", "down", *BY_KIOSK, "enter")
            await auditor.on(ReportTable)
            await auditor.sees(">1  K07")
            await auditor.press("1")
            await auditor.on(PurchasesBehind)
            await auditor.sees("Sales by group: K07")
            await auditor.press("escape", "plus")
            await auditor.sees("There is no printer here")
            await auditor.press("3")
            await auditor.on(ReportMore)
            await auditor.press("2")
            await auditor.on(WriteReport)
            await auditor.press("1", "enter")
            await auditor.hammers(str(tmp_path))
            await auditor.press("enter")
            await auditor.reads("is written.")
    (file,) = tmp_path.glob("sales-by-kiosk-*.csv")
    head, row = file.read_text(encoding="utf-8-sig").splitlines()[:2]
    assert head.startswith("kiosk,name,utility,purchases,")
    assert row.startswith("K07,")


async def test_who_may_see_none_at_a_counter_is_shown_none_here(tmp_path: Path) -> None:
    with copied(tmp_path) as served:
        async with clerk(served) as administrator:
            await administrator.sign_in()
            assert "Inquiry" not in administrator.text()
        async with clerk(served) as supervisor:
            await supervisor.sign_in(SECOND)
            await supervisor.press("6")
            await supervisor.on(Inquiry)
            await supervisor.sees("6    Reports")
