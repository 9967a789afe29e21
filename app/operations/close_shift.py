"""Closing a shift: a blind count, then over or short is booked and a Z report printed.

Where its operator is away, somebody else counts before a second person; over and short stay the
operator's whose drawer it was, and event and report name all three.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.identity import EventId, Operator
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.errors import BackupFailed
from app.ledger.events.operators import Denomination, ShiftClosed
from app.ledger.queries import invoice_stock, journal, money, settings, shifts
from app.ledger.queries.cash_moves import first_count
from app.ledger.queries.shift_control import shift_control
from app.ledger.queries.shifts import Shift
from app.operations.booking_days import booking_day
from app.operations.cash_count import parse_count
from app.operations.counted_shift import (
    is_anothers,
    require_may_count,
    require_still_open,
    shift_to_count,
)
from app.operations.errors import RequestReused
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document
from app.operations.paper.shift_report import shift_report


class CloseShiftArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The count, by denomination: ``100x3,20x7,0.50x4``; ``0`` for an empty drawer."""

    counted: str
    operator: int | None = None
    """Whose drawer, where its operator is away; None: the caller's own."""


class CloseShiftLook(msgspec.Struct, frozen=True, kw_only=True):
    """The open shift. The expected sum is not told before the count."""

    shift: Shift
    currency_digits: int
    counted_before: bool = False
    """Whether there was a first count: this one is the last."""
    anothers: bool = False
    """Whether it is not the caller's own: a second person sees it counted."""


class CloseShiftQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The count."""

    look: CloseShiftLook
    counted: tuple[Denomination, ...]
    counted_total: Money

    @property
    def needs_second(self) -> bool:
        """Whether it is the drawer of somebody who is away."""
        return self.look.anothers


class CloseShiftResult(msgspec.Struct, frozen=True, kw_only=True):
    """The closed shift."""

    shift: EventId
    report_number: int
    counted_total: Money
    expected: Money
    over_short: Money
    sales: int
    sales_total: Money
    refunds: int
    refunds_total: Money
    in_doubt: int
    reversals: int = 0
    reversals_total: Money = 0
    backup: str = ""
    """The copy of the ledger that was made; empty if there is none."""
    backup_failure: str = ""
    """Why there is none although there should be: the shift is closed all the same."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: CloseShiftArguments) -> CloseShiftLook:
    """The caller's open shift, or that of who is away. Raises NoOpenShift."""
    shift = shift_to_count(kiosk, caller, arguments.operator)
    with kiosk.ledger.read() as reader:
        return CloseShiftLook(
            shift=shift,
            currency_digits=settings.utility(reader.db).currency_digits,
            counted_before=first_count(reader.db, shift.id) is not None,
            anothers=is_anothers(caller, shift),
        )


def quote_for(look: CloseShiftLook, arguments: CloseShiftArguments) -> CloseShiftQuote:
    """The count, added up."""
    counted = parse_count(arguments.counted, look.currency_digits)
    return CloseShiftQuote(
        look=look,
        counted=counted,
        counted_total=sum(piece.value * piece.pieces for piece in counted),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: CloseShiftQuote) -> CloseShiftResult:
    """Books over or short, numbers the Z report, prints it.

    Raises SecondPersonNeeded, NotAllowed for another's drawer; StaleQuote.
    """
    require_may_count(kiosk, caller, quote.look.shift)

    def work(tx: Transaction) -> CloseShiftResult:
        event = close(kiosk, tx, caller, quote)
        tx.sign_checkpoint(operator=caller.operator)
        return result_of(event)

    return with_backup(kiosk, kiosk.ledger.commit(work))


def close(
    kiosk: Kiosk,
    tx: Transaction,
    caller: Caller,
    quote: CloseShiftQuote,
    handed_to: Operator | None = None,
) -> ShiftClosed:
    """Ends the shift with its Z report, within a transaction; ``handed_to``: who takes over."""
    shift = quote.look.shift
    require_still_open(tx.db, shift)
    away = is_anothers(caller, shift)
    second = caller.second if away or handed_to is not None else None
    event = msgspec.structs.replace(
        _closed(kiosk, tx.db, quote),
        counted_by=caller.operator if away else None,
        handed_to=handed_to,
    )
    paper = shift_report(kiosk, tx, shift, event, second=second)
    print_document(tx, paper, paper.number)
    tx.append(event, operator=caller.operator, second=second, request=caller.request)
    return event


def with_backup(kiosk: Kiosk, result: CloseShiftResult) -> CloseShiftResult:
    """Copies the ledger; that it could not be copied undoes nothing."""
    try:
        made = kiosk.backups.make()
    except BackupFailed as error:
        failure = f"{error.message} {error.remedy}"
        return msgspec.structs.replace(result, backup_failure=failure)
    return msgspec.structs.replace(result, backup="" if made is None else str(made))


def _closed(kiosk: Kiosk, db: Database, quote: CloseShiftQuote) -> ShiftClosed:
    shift = quote.look.shift
    ledger = kiosk.ledger
    totals = shifts.shift_totals(db, shift.id)
    expected = money.drawer(db, shift.id)
    control = shift_control(db, shift.id, ledger.epoch)
    return ShiftClosed(
        shift=shift.id,
        operator=shift.operator,
        counted=quote.counted,
        counted_total=quote.counted_total,
        expected=expected,
        over_short=quote.counted_total - expected,
        report_number=shifts.next_report_number(db, ledger.node, ledger.epoch),
        first_receipt=totals.first_receipt,
        last_receipt=totals.last_receipt,
        sales=totals.sales,
        sales_total=totals.sales_total,
        refunds=totals.refunds,
        refunds_total=totals.refunds_total,
        reversals=totals.reversals,
        reversals_total=totals.reversals_total,
        payments=totals.payments,
        payments_total=totals.payments_total,
        payouts=totals.payouts,
        payouts_total=totals.payouts_total,
        tax_invoices=totals.tax_invoices,
        tax_invoices_total=totals.tax_invoices_total,
        credit_notes=totals.credit_notes,
        credit_notes_total=totals.credit_notes_total,
        invoices=invoice_stock.of_shift(db, shift.id, shift.operator),
        in_doubt=totals.in_doubt,
        copies=totals.copies,
        refused_sign_ins=totals.refused_sign_ins,
        x_reports=totals.x_reports,
        moves=totals.moves,
        first_total=first_count(db, shift.id),
        head=control.head,
        restarts=control.restarts,
        boots=control.boots,
        clock_jumps=control.clock_jumps,
        grand_total=shifts.grand_total(db, ledger.node),
        accounting_date=booking_day(db, ledger.node, shift.accounting_date),
        entries=bookkeeping.drawer_counted(
            expected, quote.counted_total, str(shift.id), str(shift.operator)
        ),
    )


def recall(kiosk: Kiosk, closed: EventId) -> CloseShiftResult:
    """The result of an earlier close, by its event; it says nothing of its backup."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, closed)
    if entry is None or not isinstance(entry.event, ShiftClosed):
        raise LookupError(closed)
    if entry.event.handed_to is not None:
        raise RequestReused(
            _("This id was used before, to hand the drawer over."),
            _("Nothing was done. Use a new id."),
        )
    return result_of(entry.event)


def result_of(event: ShiftClosed) -> CloseShiftResult:
    """What a close tells; nothing of its backup."""
    return CloseShiftResult(
        shift=event.shift,
        report_number=event.report_number,
        counted_total=event.counted_total,
        expected=event.expected,
        over_short=event.over_short,
        sales=event.sales,
        sales_total=event.sales_total,
        refunds=event.refunds,
        refunds_total=event.refunds_total,
        reversals=event.reversals,
        reversals_total=event.reversals_total,
        in_doubt=event.in_doubt,
    )


CLOSE_SHIFT = Operation(
    name="close-shift",
    summary=_("Count the drawer and close your shift; prints the Z report."),
    permission=Permission.SHIFT,
    arguments=CloseShiftArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("shift_closed",),
)
