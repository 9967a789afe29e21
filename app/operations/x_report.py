"""The X report: how a shift stands while it goes on, recorded and printed.

It tells numbers of sales, never sums of cash: who knows what must be in the drawer does not count
it blind any more.
"""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.operators import XReportPrinted
from app.ledger.queries import invoice_stock, journal, shifts
from app.ledger.queries.shifts import Shift
from app.operations.authority import require_shift
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document
from app.operations.paper.shift_report import x_report


class XReportArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing to say: it is about the caller's own shift."""


class XReportLook(msgspec.Struct, frozen=True, kw_only=True):
    """The open shift."""

    shift: Shift


class XReportResult(msgspec.Struct, frozen=True, kw_only=True):
    """How the shift stands."""

    shift: EventId
    report_number: int
    sales: int
    refunds: int
    in_doubt: int
    copies: int
    refused_sign_ins: int
    first_receipt: int | None
    last_receipt: int | None
    reversals: int = 0


def look_at(kiosk: Kiosk, caller: Caller, arguments: XReportArguments) -> XReportLook:
    """The caller's open shift. Raises NoOpenShift."""
    return XReportLook(shift=require_shift(kiosk, caller))


def quote_for(look: XReportLook, arguments: XReportArguments) -> XReportLook:
    """Nothing follows from it."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: XReportLook) -> XReportResult:
    """Records the report and prints it."""

    def work(tx: Transaction) -> XReportPrinted:
        event = _printed(kiosk, tx, quote.shift)
        paper = x_report(kiosk, tx, quote.shift, event)
        print_document(tx, paper, paper.number)
        tx.append(event, operator=caller.operator, request=caller.request)
        return event

    return _result(kiosk.ledger.commit(work))


def _printed(kiosk: Kiosk, tx: Transaction, shift: Shift) -> XReportPrinted:
    ledger = kiosk.ledger
    totals = shifts.shift_totals(tx.db, shift.id)
    return XReportPrinted(
        shift=shift.id,
        report_number=shifts.next_x_report_number(tx.db, ledger.node, ledger.epoch),
        first_receipt=totals.first_receipt,
        last_receipt=totals.last_receipt,
        sales=totals.sales,
        refunds=totals.refunds,
        reversals=totals.reversals,
        payments=totals.payments,
        payouts=totals.payouts,
        tax_invoices=totals.tax_invoices,
        credit_notes=totals.credit_notes,
        invoices=invoice_stock.of_shift(tx.db, shift.id, shift.operator),
        in_doubt=totals.in_doubt,
        copies=totals.copies,
        refused_sign_ins=totals.refused_sign_ins,
        moves=tuple(msgspec.structs.replace(one, total=0) for one in totals.moves),
    )


def recall(kiosk: Kiosk, printed: EventId) -> XReportResult:
    """The report that an earlier call printed."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, printed)
    if entry is None or not isinstance(entry.event, XReportPrinted):
        raise LookupError(printed)
    return _result(entry.event)


def _result(event: XReportPrinted) -> XReportResult:
    return XReportResult(
        shift=event.shift,
        report_number=event.report_number,
        sales=event.sales,
        refunds=event.refunds,
        reversals=event.reversals,
        in_doubt=event.in_doubt,
        copies=event.copies,
        refused_sign_ins=event.refused_sign_ins,
        first_receipt=event.first_receipt,
        last_receipt=event.last_receipt,
    )


X_REPORT = Operation(
    name="x-report",
    summary=_("Print how your shift stands; names no sum of cash before it is counted."),
    permission=Permission.SHIFT,
    arguments=XReportArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("x_report_printed",),
    needs_shift=True,
)
