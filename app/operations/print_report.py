"""A report on receipt paper. It is information: nothing is recorded, and it is no receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.queries import settings
from app.operations.local_time import local_now
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import common, print_document
from app.operations.report import AskedReport, running_report
from app.printing.documents import ReportSlip
from app.reports.formats.paper import slip_of
from app.reports.running import UNWATCHED
from app.reports.watch import Watch

_DIGITS = 8
"""Of the clock, in a paper's number: the same report may be printed again and again."""


class PrintReportArguments(AskedReport, frozen=True, kw_only=True):
    """As for ``report``."""


class PrintReportQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What would be printed."""

    slip: ReportSlip
    since: date
    until: date


class PrintReportResult(msgspec.Struct, frozen=True, kw_only=True):
    """What goes to the printer."""

    report: str
    title: str
    since: date
    until: date
    rows: int


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: PrintReportArguments, watch: Watch = UNWATCHED
) -> PrintReportQuote:
    """Makes it. Raises BadReport, also where it would be a roll of paper; ReportCancelled."""
    with kiosk.ledger.read() as reader:
        running = running_report(kiosk, reader, arguments, watch)
        slip = slip_of(
            running, reader.db, kiosk.ledger.node, local_now(kiosk, settings.time_zone(reader.db))
        )
    return PrintReportQuote(slip=slip, since=running.asked.since, until=running.asked.until)


def quote_for(look: PrintReportQuote, arguments: PrintReportArguments) -> PrintReportQuote:
    """Nothing follows from it but paper."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: PrintReportQuote) -> PrintReportResult:
    """Prints it."""
    slip = quote.slip
    number = f"REPORT-{str(kiosk.clock.milliseconds())[-_DIGITS:]}"

    def work(tx: Transaction) -> None:
        head = common(kiosk, tx.db, number=number, operator=caller.operator, shift=None, proof=None)
        print_document(tx, msgspec.structs.replace(slip, **head), number)

    kiosk.ledger.commit(work)
    return PrintReportResult(
        report=slip.number,
        title=slip.title,
        since=quote.since,
        until=quote.until,
        rows=len(slip.rows),
    )


PRINT_REPORT = Operation(
    name="print-report",
    summary=_("Print a report on receipt paper."),
    permission=Permission.REPORTS,
    arguments=PrintReportArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)


def print_watched(
    watch: Watch,
) -> Operation[PrintReportArguments, PrintReportQuote, PrintReportQuote, PrintReportResult]:
    """The same for somebody who sees how far it has come, and may give it up."""
    return replace(PRINT_REPORT, look_at=partial(look_at, watch=watch))
