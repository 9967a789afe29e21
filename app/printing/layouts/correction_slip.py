"""A correction: what was wrong, what is right, and who answers for it."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.correction_slip import CorrectionSlip
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.refund_receipt import signature
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: CorrectionSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _("CORRECTION"), _("Slip no."))
    sheet.optional(_("Second person"), slip.second)
    customer_lines(sheet, slip.customer)
    sheet.optional(_("Reason"), slip.reason)
    sheet.rule("=")
    sheet.center(slip.what, bold=True)
    for change in slip.changes:
        sheet.pair(_(change.name), change.new, bold=True)
        sheet.pair(_("before"), change.old)
    _money(sheet, slip)
    signature(sheet, _("Operator"))
    if slip.second:
        signature(sheet, _("Second person"))
    foot(sheet, slip)


def _money(sheet: Sheet, slip: CorrectionSlip) -> None:
    if slip.lines:
        sheet.rule()
    for line in slip.lines:
        sheet.item(_(line.name), "", sheet.money(line.amount))
    if slip.to_arrears:
        says = _("You owe more") if slip.to_arrears > 0 else _("You owe less")
        sheet.pair(says, sheet.money(abs(slip.to_arrears)), bold=True)
    if slip.to_balance:
        sheet.pair(_("To account balance"), sheet.money(slip.to_balance), bold=True)
    if slip.arrears_after is not None:
        sheet.pair(_("Arrears now"), sheet.money(slip.arrears_after))
    if slip.balance_after is not None:
        sheet.pair(_("Account balance now"), sheet.money(slip.balance_after))
