"""Money without a card: what for, how much, and what that leaves."""

from __future__ import annotations

from app.domain.payments import PaymentFor
from app.domain.text import _, marked
from app.printing.documents.payment_receipt import Moved, PaymentReceipt
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import tax_lines, tender_lines, total_line
from app.printing.layouts.refund_receipt import signature
from app.printing.sheet import Sheet

_TITLES = {
    Moved.TAKEN: marked("RECEIPT"),
    Moved.REVERSED: marked("REVERSAL"),
    Moved.GIVEN_BACK: marked("PAID BACK"),
}
_LEFT = {
    PaymentFor.ARREARS: marked("Arrears still owed"),
    PaymentFor.BALANCE: marked("Account balance now"),
    PaymentFor.DEPOSIT: marked("Deposit now"),
    PaymentFor.OTHER: marked("Still owed"),
}


def arrange(sheet: Sheet, receipt: PaymentReceipt) -> None:
    """Lays the receipt out."""
    head(sheet, receipt, _(_TITLES[receipt.moved]), _("Receipt no."))
    sheet.optional(_("Second person"), receipt.second)
    sheet.optional(_("Reverses"), receipt.reverses)
    _customer(sheet, receipt)
    sheet.optional(_("For") if receipt.moved is Moved.TAKEN else _("Reason"), receipt.note)
    sheet.optional(_("Ledger account"), receipt.ledger_code)
    sheet.rule()
    sheet.item(_(receipt.line.name), "", sheet.money(receipt.line.amount))
    for line in receipt.rounding:
        sheet.item(_(line.name), "", sheet.money(line.amount))
    amount = receipt.line.amount + sum(line.amount for line in receipt.rounding)
    taken = receipt.moved is Moved.TAKEN
    total_line(sheet, receipt.letterhead, _("TOTAL") if taken else _("PAID BACK"), amount)
    tax_lines(sheet, receipt.taxes)
    tender_lines(sheet, receipt.tenders)
    if receipt.to_balance:
        sheet.pair(_("Of it to account balance"), sheet.money(receipt.to_balance))
    if receipt.left is not None:
        sheet.pair(_(_LEFT[receipt.what]), sheet.money(receipt.left), bold=True)
    if not taken:
        signature(sheet, _("Received by the customer"))
    foot(sheet, receipt, sheet.money(amount if taken else -amount))


def _customer(sheet: Sheet, receipt: PaymentReceipt) -> None:
    if receipt.customer.account:
        customer_lines(sheet, receipt.customer)
    elif receipt.customer.name:
        sheet.rule()
        sheet.pair(_("Paid by"), receipt.customer.name)
