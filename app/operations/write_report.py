"""A report as a file for other programs, into a folder or onto a stick."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import msgspec

from app.domain.file_forms import FileForm
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.given_folder import folder_given
from app.operations.operation import Caller, Operation
from app.operations.report import AskedReport, running_report
from app.reports.formats.written import write_report
from app.reports.running import UNWATCHED
from app.reports.watch import Watch


class WriteReportArguments(AskedReport, frozen=True, kw_only=True):
    """Which report, as what, whereto."""

    folder: str
    """A folder, or a stick."""
    form: FileForm = FileForm.CSV


class WriteReportQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What would be written where."""

    asked: AskedReport
    title: str
    since: date
    until: date
    form: FileForm
    folder: str
    file: str
    """Its name. One that is there already is replaced."""


class WriteReportResult(msgspec.Struct, frozen=True, kw_only=True):
    """A file."""

    report: str
    folder: str
    file: str
    rows: int


def look_at(kiosk: Kiosk, caller: Caller, arguments: WriteReportArguments) -> WriteReportQuote:
    """Names the file. Raises BadReport, BadArgument."""
    with kiosk.ledger.read() as reader:
        running = running_report(kiosk, reader, arguments)
    report, days = running.report, running.asked
    parts = (report.name, days.by, days.since.isoformat(), days.until.isoformat())
    return WriteReportQuote(
        asked=AskedReport(report=report.name, since=days.since, until=days.until, by=days.by),
        title=report.title,
        since=days.since,
        until=days.until,
        form=arguments.form,
        folder=folder_given(arguments.folder),
        file=f"{'-'.join(part for part in parts if part)}.{arguments.form.value}",
    )


def quote_for(look: WriteReportQuote, arguments: WriteReportArguments) -> WriteReportQuote:
    """Nothing follows from it but a file."""
    return look


def carry_out(
    kiosk: Kiosk, caller: Caller, quote: WriteReportQuote, watch: Watch = UNWATCHED
) -> WriteReportResult:
    """Writes it, whole or not at all. Raises BadReport, ReportCancelled."""
    with kiosk.ledger.read() as reader:
        running = running_report(kiosk, reader, quote.asked, watch)
        write_report(running, quote.form, Path(quote.folder) / quote.file)
    return WriteReportResult(
        report=quote.asked.report, folder=quote.folder, file=quote.file, rows=running.count
    )


WRITE_REPORT = Operation(
    name="write-report",
    summary=_("Write a report as CSV, workbook or PDF into a folder or onto a stick."),
    permission=Permission.REPORTS,
    arguments=WriteReportArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)


def write_watched(
    watch: Watch,
) -> Operation[WriteReportArguments, WriteReportQuote, WriteReportQuote, WriteReportResult]:
    """The same for somebody who sees how far it has come, and may give it up."""
    return replace(WRITE_REPORT, carry_out=partial(carry_out, watch=watch))
