"""A statistical form: each row's words, its figures below them, the totals last."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.report_slip import ReportRow, ReportSlip
from app.printing.layouts.furniture import foot, head
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: ReportSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, slip.title, _("Report"))
    sheet.text(slip.about)
    sheet.pair(_("From"), slip.since)
    sheet.pair(_("Until"), slip.until)
    sheet.rule()
    for row in slip.rows:
        _row(sheet, row)
    if not slip.rows:
        sheet.text(_("Nothing was found."))
    if slip.totals is not None:
        sheet.rule()
        _row(sheet, slip.totals)
    foot(sheet, slip)


def _row(sheet: Sheet, row: ReportRow) -> None:
    sheet.text(row.words, bold=True)
    for name, figure in row.figures:
        sheet.pair(f"  {name}", figure)
