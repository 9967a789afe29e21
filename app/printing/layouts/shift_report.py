"""A shift: what it took in, paid out and counted."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.cards import UtilityKind
from app.domain.invoice_stock import InvoicesOfShift
from app.domain.quantity import Money
from app.domain.text import _, marked
from app.printing.documents.shift_report import ReportLine, ShiftReport
from app.printing.elements import Size
from app.printing.layouts.furniture import foot, head
from app.printing.layouts.refund_receipt import signature
from app.printing.sheet import Sheet

_HASH_LINE = 32
"""Digits of a hash in a line: the narrowest paper has room for them."""


def arrange(sheet: Sheet, report: ShiftReport) -> None:
    """Lays the report out."""
    title = _("SHIFT REPORT Z") if report.closed else _("SHIFT REPORT X")
    head(sheet, report, title, _("Report no."))
    if not report.closed:
        sheet.center(_("The shift is still open"), bold=True)
    sheet.optional(_("Counted by"), report.counted_by)
    sheet.optional(_("Second person"), report.second)
    sheet.optional(_("Handed over to"), report.handed_to)
    sheet.pair(_("Opened"), report.opened_at)
    sheet.pair(_("Accounting date"), report.accounting_date)
    if report.first_receipt:
        sheet.pair(_("First receipt"), report.first_receipt)
        sheet.pair(_("Last receipt"), report.last_receipt)
    if report.invoices is not None:
        _invoices(sheet, report.invoices)
    _movements(sheet, report)
    _named(sheet, _("EARNED"), report.earned)
    _named(sheet, _("TENDERS"), report.tenders)
    _moves(sheet, report)
    _cash(sheet, report)
    _control(sheet, report)
    if report.closed:
        signature(sheet, _("Operator"))
        signature(sheet, _("Taken over") if report.handed_to else _("Supervisor"))
    foot(sheet, report)


def _invoices(sheet: Sheet, invoices: InvoicesOfShift) -> None:
    sheet.rule()
    sheet.text(_("PRE-PRINTED NUMBERS"), bold=True)
    if invoices.first is not None:
        sheet.pair(_("First"), str(invoices.first))
        sheet.pair(_("Last"), str(invoices.last))
    sheet.pair(_("Used"), str(invoices.used))
    sheet.pair(_("Spoiled"), str(invoices.spoiled))
    sheet.pair(_("Void"), str(invoices.void))
    if invoices.without:
        sheet.pair(_("Receipts without a number"), str(invoices.without))


_KINDS = {
    UtilityKind.WATER: marked("Water sold"),
    UtilityKind.ELECTRICITY: marked("Electricity sold"),
    UtilityKind.GAS: marked("Gas sold"),
    UtilityKind.HEAT: marked("Heat sold"),
}


def _movements(sheet: Sheet, report: ShiftReport) -> None:
    sheet.rule()
    _movement(sheet, _("Sales"), report.sales, report.sales_total)
    _movement(sheet, _("Refunds"), report.refunds, report.refunds_total)
    if report.reversals:
        _movement(sheet, _("Reversals"), report.reversals, report.reversals_total)
    if report.payments:
        _movement(sheet, _("Without a card"), report.payments, report.payments_total)
    if report.payouts:
        _movement(sheet, _("Given back"), report.payouts, report.payouts_total)
    if report.tax_invoices:
        _movement(sheet, _("Tax invoices"), report.tax_invoices, report.tax_invoices_total)
    if report.credit_notes:
        _movement(sheet, _("Credit notes"), report.credit_notes, report.credit_notes_total)
    sheet.item(_("In doubt"), str(report.in_doubt), sheet.money(report.in_doubt_total))
    for sold in report.volumes:
        sheet.pair(_(_KINDS[sold.kind]), sheet.volume(sold.kind, sold.quantity))


def _movement(sheet: Sheet, name: str, count: int, amount: Money | None) -> None:
    if amount is None:
        sheet.pair(name, str(count))
    else:
        sheet.item(name, str(count), sheet.money(amount))


def _named(sheet: Sheet, title: str, lines: Iterable[ReportLine]) -> None:
    lines = tuple(lines)
    if not lines:
        return
    sheet.rule()
    sheet.text(title, bold=True)
    for line in lines:
        count = "" if line.count is None else str(line.count)
        sheet.item(_(line.name), count, sheet.money(line.amount))


def _moves(sheet: Sheet, report: ShiftReport) -> None:
    if not report.moves:
        return
    sheet.rule()
    sheet.text(_("DRAWER"), bold=True)
    for line in report.moves:
        if line.amount is None:
            sheet.pair(_(line.name), str(line.count))
        else:  # these names leave no room for a column of counts
            sheet.pair(f"{_(line.name)} ({line.count})", sheet.money(line.amount))


def _cash(sheet: Sheet, report: ShiftReport) -> None:
    sheet.rule()
    sheet.text(_("CASH {currency}").format(currency=report.letterhead.currency), bold=True)
    sheet.pair(_("Float"), sheet.money(report.float_cash))
    for pieces in report.counted:
        detail = f"{pieces.pieces} x {sheet.money(pieces.value)}"
        sheet.pair(detail, sheet.money(pieces.pieces * pieces.value))
    if report.counted_total is not None:
        sheet.pair(_("Counted"), sheet.money(report.counted_total), bold=True, size=Size.TALL)
    if report.first_total is not None:
        sheet.pair(_("First count"), sheet.money(report.first_total))
    if report.expected is not None:
        sheet.pair(_("Expected"), sheet.money(report.expected))
    if report.over_short is not None:
        sheet.pair(_difference(report.over_short), sheet.money(report.over_short), bold=True)


def _difference(over_short: Money) -> str:
    if not over_short:
        return _("Count agrees")
    return _("Short") if over_short < 0 else _("Over")


def _control(sheet: Sheet, report: ShiftReport) -> None:
    sheet.rule()
    sheet.pair(_("Copies printed"), str(report.copies))
    sheet.pair(_("Refused sign-ins"), str(report.refused_sign_ins))
    if report.x_reports:
        sheet.pair(_("X reports"), str(report.x_reports))
    if report.restarts:
        sheet.pair(_("Program started anew"), str(report.restarts))
    if report.boots:
        sheet.pair(_("Machine started anew"), str(report.boots))
    if report.clock_jumps:
        sheet.pair(_("Clock jumps"), str(report.clock_jumps))
    if report.journal_head:
        sheet.text(_("Head of the journal"))
        for start in range(0, len(report.journal_head), _HASH_LINE):
            sheet.text(report.journal_head[start : start + _HASH_LINE])
    if report.grand_total is not None:
        sheet.pair(_("Grand total ever"), sheet.money(report.grand_total))
