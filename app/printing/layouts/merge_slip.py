"""Two accounts became one: what the customer keeps."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.merge_slip import MergeSlip
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: MergeSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _("ACCOUNTS MERGED"), _("Slip no."))
    sheet.pair(_("Second person"), slip.second)
    customer_lines(sheet, slip.customer)
    sheet.optional(_("Reason"), slip.reason)
    sheet.rule("=")
    sheet.pair(_("Ends: account"), slip.ended, bold=True)
    sheet.pair(_("Stays: account"), slip.customer.account, bold=True)
    currency = slip.letterhead.currency
    if slip.balance:
        sheet.pair(_("Balance it brings"), f"{currency} {sheet.money(slip.balance)}")
    if slip.arrears:
        sheet.pair(_("Arrears it brings"), f"{currency} {sheet.money(slip.arrears)}")
    sheet.text(_("Give the card of the account that ends back. Nothing is sold on it any more."))
    for signature in (_("Signature of the operator"), _("Signature of the second person")):
        sheet.blank()
        sheet.blank()
        sheet.rule()
        sheet.text(signature)
    foot(sheet, slip)
