"""Inquiry: which reports are made by themselves, and what became of their files."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from app.domain.automatic_reports import Occasion
from app.domain.file_forms import FileForm
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger import automatic_files
from app.ledger.automatic_files import AutomaticFile, Place
from app.ledger.queries import settings
from app.ledger.queries.automatic_reports import Which, choices, chosen
from app.operations.local_time import local_time
from app.operations.operation import Caller, Operation
from app.operations.settings_history import PER_PAGE, require_page
from app.reports.catalogue import REPORTS


class AutomaticReportsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``page`` of the files, the newest first."""

    page: int = 1


class AutomaticReportLine(msgspec.Struct, frozen=True, kw_only=True):
    """A report that can be made by itself, and how it is at one occasion."""

    report: str
    title: str
    occasion: Occasion
    form: FileForm | None
    """None: it is not made."""
    by: str
    """By what it is grouped; empty: there is nothing to choose, or it is not made."""
    groupings: tuple[str, ...]
    """By what it can be, the usual one first."""


class AutomaticFileLine(msgspec.Struct, frozen=True, kw_only=True):
    """A file, and what became of it."""

    report: str
    title: str
    occasion: Occasion
    since: date
    until: date
    file: str
    place: Place
    folder: str
    """Where it is; empty: it is not written."""
    written: datetime | None
    """Local time, to the second; None: it is not."""
    why: str
    """Why it is not written; empty: it is, or nobody tried so far."""
    failed: bool
    """Whether the report cannot be made; else it waits."""


class AutomaticReportsResult(msgspec.Struct, frozen=True, kw_only=True):
    """All choices, and a page of files."""

    reports: tuple[AutomaticReportLine, ...]
    """Each of them at each occasion."""
    files: tuple[AutomaticFileLine, ...]
    page: int
    pages: int
    count: int
    """Files of all pages."""

    @property
    def chosen(self) -> tuple[AutomaticReportLine, ...]:
        """Those that are made."""
        return tuple(one for one in self.reports if one.form is not None)


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: AutomaticReportsArguments
) -> AutomaticReportsResult:
    """Reads them. Raises BadArgument."""
    page = arguments.page
    with kiosk.ledger.read() as reader:
        db = reader.db
        count = automatic_files.count(db)
        pages = max(1, -(-count // PER_PAGE))
        require_page(page, pages)
        files = automatic_files.newest(db, PER_PAGE, (page - 1) * PER_PAGE)
        zone = settings.time_zone(db)
        made = chosen(choices(db))
    lines = []
    for report in REPORTS.values():
        for occasion in () if report.of_account else Occasion:
            choice = made.get(Which(report.name, occasion))
            line = AutomaticReportLine(
                report=report.name,
                title=report.title,
                occasion=occasion,
                form=None if choice is None else choice.form,
                by="" if choice is None else choice.by,
                groupings=report.by,
            )
            lines.append(line)
    return AutomaticReportsResult(
        reports=tuple(lines),
        files=tuple(_file(one, zone) for one in files),
        page=page,
        pages=pages,
        count=count,
    )


def _file(one: AutomaticFile, zone: str) -> AutomaticFileLine:
    due = one.due
    report = REPORTS.get(due.report)
    return AutomaticFileLine(
        report=due.report,
        title=due.report if report is None else report.title,
        occasion=due.occasion,
        since=due.since,
        until=due.until,
        file=due.file,
        place=due.place,
        folder=one.folder or "",
        written=None if one.written_at is None else local_time(one.written_at, zone),
        why=one.error,
        failed=one.failed,
    )


def quote_for(
    look: AutomaticReportsResult, arguments: AutomaticReportsArguments
) -> AutomaticReportsResult:
    """An inquiry has no consequence."""
    return look


def carry_out(
    kiosk: Kiosk, caller: Caller, quote: AutomaticReportsResult
) -> AutomaticReportsResult:
    """What was found."""
    return quote


AUTOMATIC_REPORTS = Operation(
    name="automatic-reports",
    summary=_("Show which reports are written by themselves, and what was written where."),
    permission=Permission.SIGN_IN,
    arguments=AutomaticReportsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
