"""The report of a shift: X while it is open, Z when it is closed."""

from __future__ import annotations

from peewee import Database

from app.domain.bookkeeping import CLEARING
from app.domain.cash_moves import MovesOfShift, moved
from app.domain.entries import Book
from app.domain.identity import Operator, milliseconds_of
from app.domain.tenders import TENDER_NAMES
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.operators import ShiftClosed, XReportPrinted
from app.ledger.queries import journal, money, plans, settings, shifts
from app.ledger.queries.shifts import Shift
from app.operations.local_time import local_time
from app.operations.paper.cash_slip import MOVE_NAMES
from app.operations.paper.in_doubt_slip import amount_of
from app.operations.paper.letterhead import common, receipt_text
from app.operations.paper.payment_receipt import named
from app.printing.documents import (
    CountedPieces,
    MoveLine,
    ReportLine,
    ShiftReport,
    SoldVolume,
    report_number,
    time_text,
    x_report_number,
)

_EARNED = (
    (Book.WATER, _("Water")),
    (Book.ELECTRICITY, _("Electricity")),
    (Book.GAS, _("Gas")),
    (Book.HEAT, _("Heat")),
    (Book.SURCHARGE, _("Surcharges")),
    (Book.STANDING, _("Standing charges")),
    (Book.FEE, _("Fees")),
    (Book.OTHER, _("Other payments")),
    (Book.DEPOSIT, _("Deposits")),
    (Book.ARREARS, _("Arrears")),
    (Book.WRITTEN_OFF, _("Arrears written off")),
    (Book.TAX, _("Tax")),
    (Book.ROUNDING, _("Rounding")),
)


def shift_report(
    kiosk: Kiosk,
    tx: Transaction,
    shift: Shift,
    closed: ShiftClosed,
    *,
    second: Operator | None = None,
) -> ShiftReport:
    """The Z report of a shift that is being closed; ``second``: who signs it too."""
    db = tx.db
    node, epoch = kiosk.ledger.node, kiosk.ledger.epoch
    return ShiftReport(
        **common(
            kiosk,
            db,
            number=report_number(node, epoch, closed.report_number),
            operator=shift.operator,
            shift=shift.id,
            proof=shift.id,
        ),
        closed=True,
        opened_at=_opened_at(db, shift),
        counted_by=named(db, closed.counted_by),
        handed_to=named(db, closed.handed_to),
        second="" if closed.handed_to is not None else named(db, second),
        accounting_date=closed.accounting_date.isoformat(),
        first_receipt=_receipt(kiosk, closed.first_receipt),
        last_receipt=_receipt(kiosk, closed.last_receipt),
        sales=closed.sales,
        sales_total=closed.sales_total,
        refunds=closed.refunds,
        refunds_total=closed.refunds_total,
        reversals=closed.reversals,
        reversals_total=closed.reversals_total,
        payments=closed.payments,
        payments_total=closed.payments_total,
        payouts=closed.payouts,
        payouts_total=closed.payouts_total,
        tax_invoices=closed.tax_invoices,
        tax_invoices_total=closed.tax_invoices_total,
        credit_notes=closed.credit_notes,
        credit_notes_total=closed.credit_notes_total,
        invoices=closed.invoices,
        volumes=_volumes(db, shift),
        in_doubt=closed.in_doubt,
        in_doubt_total=sum(amount_of(db, row) for row in plans.in_doubt(db, shift.id)),
        earned=_earned(db, shift),
        tenders=_tenders(db, shift, closed.moves),
        moves=tuple(
            MoveLine(name=MOVE_NAMES[one.what], count=one.times, amount=one.total or None)
            for one in closed.moves
        ),
        float_cash=shift.float_cash,
        expected=closed.expected,
        counted=tuple(CountedPieces(value=p.value, pieces=p.pieces) for p in closed.counted),
        counted_total=closed.counted_total,
        first_total=closed.first_total,
        over_short=closed.over_short,
        copies=closed.copies,
        refused_sign_ins=closed.refused_sign_ins,
        x_reports=closed.x_reports,
        restarts=closed.restarts,
        boots=closed.boots,
        clock_jumps=closed.clock_jumps,
        journal_head=closed.head,
        grand_total=closed.grand_total,
    )


def x_report(kiosk: Kiosk, tx: Transaction, shift: Shift, printed: XReportPrinted) -> ShiftReport:
    """The X report of a shift that goes on.

    It names no sum of money taken or paid out: float, takings and refunds together are what must
    be in the drawer, and that is not told before it has been counted.
    """
    db = tx.db
    number = x_report_number(kiosk.ledger.node, kiosk.ledger.epoch, printed.report_number)
    return ShiftReport(
        **common(kiosk, db, number=number, operator=shift.operator, shift=shift.id, proof=shift.id),
        closed=False,
        opened_at=_opened_at(db, shift),
        accounting_date=shift.accounting_date.isoformat(),
        first_receipt=_receipt(kiosk, printed.first_receipt),
        last_receipt=_receipt(kiosk, printed.last_receipt),
        sales=printed.sales,
        refunds=printed.refunds,
        reversals=printed.reversals,
        payments=printed.payments,
        payouts=printed.payouts,
        tax_invoices=printed.tax_invoices,
        credit_notes=printed.credit_notes,
        invoices=printed.invoices,
        volumes=_volumes(db, shift),
        in_doubt=printed.in_doubt,
        in_doubt_total=sum(amount_of(db, row) for row in plans.in_doubt(db, shift.id)),
        float_cash=shift.float_cash,
        moves=tuple(MoveLine(name=MOVE_NAMES[one.what], count=one.times) for one in printed.moves),
        copies=printed.copies,
        refused_sign_ins=printed.refused_sign_ins,
    )


def _volumes(db: Database, shift: Shift) -> tuple[SoldVolume, ...]:
    sold = shifts.volumes_sold(db, shift.id)
    return tuple(SoldVolume(kind=kind, quantity=quantity) for kind, quantity in sold.items())


def _earned(db: Database, shift: Shift) -> tuple[ReportLine, ...]:
    amounts = ((name, -money.shift_book(db, shift.id, book)) for book, name in _EARNED)
    return tuple(ReportLine(name=name, amount=amount) for name, amount in amounts if amount)


def _tenders(db: Database, shift: Shift, moves: tuple[MovesOfShift, ...]) -> tuple[ReportLine, ...]:
    """How it was paid; what is counted into the drawer at the close is not booked yet.

    ``moves``: what else changed the drawer, which no customer paid.
    """
    cash = money.shift_book(db, shift.id, Book.DRAWER) - shift.float_cash - moved(moves)
    balance = money.shift_book(db, shift.id, Book.BALANCE)
    lines = (
        ReportLine(name=_("Cash, less change and refunds"), amount=cash),
        *(
            ReportLine(name=TENDER_NAMES[kind], amount=money.shift_book(db, shift.id, book))
            for kind, book in CLEARING.items()
        ),
        ReportLine(
            name=_("Not confirmed, net"), amount=money.shift_book(db, shift.id, Book.UNCONFIRMED)
        ),
        ReportLine(name=_("From account balances, net"), amount=balance),
    )
    return tuple(line for line in lines if line.amount)


def _receipt(kiosk: Kiosk, number: int | None) -> str:
    return "" if number is None else receipt_text(kiosk, number)


def _opened_at(db: Database, shift: Shift) -> str:
    entry = journal.entry(db, shift.id)
    if entry is None:
        return ""
    return time_text(local_time(milliseconds_of(entry.at), settings.utility(db).time_zone))
