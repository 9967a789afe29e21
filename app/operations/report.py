"""Inquiry: a report between two days, its rows and their totals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Reader
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.reports.asked import Asked, asked
from app.reports.catalogue import report_named
from app.reports.columns import Column, Row
from app.reports.running import UNWATCHED, Running
from app.reports.watch import Watch

MOST_ROWS = 10_000
"""Rows of one answer: some megabytes. The others are counted and summed, and a file has them."""


class AskedReport(msgspec.Struct, frozen=True, kw_only=True):
    """Which report; without days, the month so far."""

    report: str
    """Its name, as ``reports`` has it."""
    since: date | None = None
    until: date | None = None
    """Last day."""
    by: str = ""
    """By what its rows are grouped; empty: the usual."""


class ReportArguments(AskedReport, frozen=True, kw_only=True):
    """``rows``: how many are wanted at most."""

    rows: int = MOST_ROWS


class ReportResult(msgspec.Struct, frozen=True, kw_only=True):
    """A report, in the order in which it was made."""

    report: str
    title: str
    since: date
    until: date
    by: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    """The first ones; all of them where there are ``count``."""
    count: int
    totals: Row | None
    """Of all rows, those that are not told among them."""
    currency: str
    digits: int
    """Decimals of money."""
    leads_on: bool
    """Whether a row can say which purchases it counts."""
    plot: str
    """The column whose shape says most; empty: none was named."""

    @property
    def whole(self) -> bool:
        """Whether every row is told."""
        return len(self.rows) == self.count

    @property
    def again(self) -> AskedReport:
        """What the same report is asked for with, once more."""
        return AskedReport(report=self.report, since=self.since, until=self.until, by=self.by)


def running_report(
    kiosk: Kiosk, reader: Reader, which: AskedReport, watch: Watch = UNWATCHED
) -> Running:
    """A report that nothing was read for yet. Raises BadReport."""
    chosen = report_named(which.report)
    days: Asked = asked(which.since, which.until, which.by, local_date(kiosk))
    return Running(reader.db, chosen, days, watch)


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: ReportArguments, watch: Watch = UNWATCHED
) -> ReportResult:
    """Makes it. Raises BadReport, BadArgument, ReportCancelled."""
    if not 1 <= arguments.rows <= MOST_ROWS:
        raise BadArgument(
            _("A report is told with 1 to {most} rows.").format(most=MOST_ROWS),
            _("No report was made. A file has all of them: `tapcard do write-report`."),
        )
    with kiosk.ledger.read() as reader:
        running = running_report(kiosk, reader, arguments, watch)
        coming = iter(running)
        rows = tuple(islice(coming, arguments.rows))
        for _row in coming:  # what is told no more is counted and summed all the same
            pass
    report, days = running.report, running.asked
    return ReportResult(
        report=report.name,
        title=report.title,
        since=days.since,
        until=days.until,
        by=days.by,
        columns=running.columns,
        rows=rows,
        count=running.count,
        totals=running.totals,
        currency=running.currency,
        digits=running.digits,
        leads_on=report.behind is not None,
        plot=report.plot,
    )


def quote_for(look: ReportResult, arguments: ReportArguments) -> ReportResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReportResult) -> ReportResult:
    """What was found."""
    return quote


REPORT = Operation(
    name="report",
    summary=_("Make a report between two days: sales, tenders, shifts, arrears."),
    permission=Permission.REPORTS,
    arguments=ReportArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)


def watched(watch: Watch) -> Operation[ReportArguments, ReportResult, ReportResult, ReportResult]:
    """The same for somebody who sees how far it has come, and may give it up."""
    return replace(REPORT, look_at=partial(look_at, watch=watch))
