"""Why a report is not made."""

from __future__ import annotations

from app.domain.errors import TapcardError


class BadReport(TapcardError):
    """It was asked for in a way that cannot be meant: name, days, grouping, format."""

    code = "bad_report"


class ReportCancelled(TapcardError):
    """Whoever asked for it wants it no longer."""

    code = "report_cancelled"
