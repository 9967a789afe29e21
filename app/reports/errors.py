"""Why a report is not made."""

from __future__ import annotations

from app.domain.errors import TapcardError
from app.domain.text import _


class BadReport(TapcardError):
    """It was asked for in a way that cannot be meant: name, days, grouping, format."""

    code = "bad_report"


class FileNotWritten(BadReport):
    """Its file cannot be written where it belongs: no folder, no room."""


class ReportCancelled(TapcardError):
    """Whoever asked for it wants it no longer."""

    code = "report_cancelled"


def not_installed() -> BadReport:
    """What to say where the libraries of workbooks and PDF are not there."""
    return BadReport(
        _("This machine cannot write workbooks and PDF."),
        _("No report was made. Install tapcard[reports], or ask for CSV."),
    )
