"""Cash beside sales: a bag for the safe, paid in or out, a false note, a drawer handed over."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.cash_slip import CashSlip
from app.printing.layouts.furniture import foot, head
from app.printing.layouts.refund_receipt import signature
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: CashSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _(slip.title), _("No."))
    sheet.optional(_("Second person"), slip.second)
    sheet.optional(_("Taken over by"), slip.taken_by)
    sheet.pair(_("Accounting date"), slip.accounting_date)
    sheet.rule()
    sheet.optional(_("Bag"), slip.bag)
    sheet.optional(_("Not"), slip.typed)
    sheet.optional(_("Number on it"), slip.note)
    sheet.optional(_("Reason"), slip.reason)
    for pieces in slip.counted:
        detail = f"{pieces.pieces} x {sheet.money(pieces.value)}"
        sheet.pair(detail, sheet.money(pieces.pieces * pieces.value))
    sheet.pair(_("Amount"), sheet.money(slip.amount), bold=True)
    signature(sheet, _("Operator"))
    signature(sheet, _("Taken over") if slip.taken_by else _("Received or seen by"))
    foot(sheet, slip, sheet.money(slip.amount))
