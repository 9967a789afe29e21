"""Arrears booked, given up or planned: how much, by when, who answers for it."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.arrears_slip import ArrearsSlip
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import tax_lines
from app.printing.layouts.refund_receipt import signature
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: ArrearsSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _(slip.title), _("Slip no."))
    sheet.optional(_("Second person"), slip.second)
    customer_lines(sheet, slip.customer)
    sheet.optional(_("Reason"), slip.reason)
    sheet.rule()
    if slip.line is not None:
        sheet.item(slip.line.name, "", sheet.money(slip.line.amount))
        tax_lines(sheet, slip.taxes)
    sheet.optional(_("To be paid by"), slip.due)
    sheet.optional(_("Ledger account"), slip.ledger_code)
    if slip.given_up:
        sheet.pair(_("Given up"), sheet.money(slip.given_up), bold=True)
    for one in slip.plan:
        sheet.pair(_("Until {day}").format(day=one.due.isoformat()), sheet.money(one.amount))
    sheet.pair(_("Arrears now"), sheet.money(slip.arrears_after), bold=True)
    signature(sheet, _("Operator"))
    if slip.second:
        signature(sheet, _("Second person"))
    if slip.plan:
        signature(sheet, _("Customer"))
    foot(sheet, slip)
