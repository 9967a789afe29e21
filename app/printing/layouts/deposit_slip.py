"""A deposit slip: the bags, what is in them, who carries them, room for the bank's stamp."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.deposit_slip import DepositSlip
from app.printing.layouts.furniture import foot, head
from app.printing.layouts.refund_receipt import signature
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: DepositSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _("DEPOSIT SLIP"), _("No."))
    sheet.optional(_("Second person"), slip.second)
    sheet.pair(_("Accounting date"), slip.accounting_date)
    sheet.pair(_("Into account"), slip.bank)
    sheet.pair(_("Carried by"), slip.carrier)
    sheet.rule()
    for bag in slip.bags:
        sheet.pair(_("Bag {number}").format(number=bag.number), sheet.money(bag.amount))
    sheet.pair(_("Bags"), str(len(slip.bags)))
    if slip.counted:
        sheet.rule()
    for pieces in slip.counted:
        detail = f"{pieces.pieces} x {sheet.money(pieces.value)}"
        sheet.pair(detail, sheet.money(pieces.pieces * pieces.value))
    if slip.counted and slip.uncounted:
        sheet.pair(_("Not by denomination"), sheet.money(slip.uncounted))
    sheet.rule()
    sheet.pair(_("Amount"), sheet.money(slip.amount), bold=True)
    for whose in (_("Operator"), _("Carrier"), _("Bank: received")):
        signature(sheet, whose)
    foot(sheet, slip, sheet.money(slip.amount))
