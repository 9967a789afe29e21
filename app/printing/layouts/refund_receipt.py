"""Money paid back: what for, how much, and who received it."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.refund_receipt import RefundReceipt
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import charge_lines, credit_text, tax_lines, total_line
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, receipt: RefundReceipt) -> None:
    """Lays the receipt out."""
    title = _("REVERSAL") if receipt.reversal else _("REFUND")
    head(sheet, receipt, title, _("Receipt no."))
    sheet.pair(_("Reverses") if receipt.reversal else _("Refund of"), receipt.refunds)
    sheet.optional(_("Reason"), receipt.reason)
    customer_lines(sheet, receipt.customer)
    sheet.rule()
    charge_lines(sheet, receipt.kind, receipt.lines)
    if receipt.from_balance:
        sheet.pair(_("From account balance"), sheet.money(receipt.from_balance))
    total_line(sheet, receipt.letterhead, _("PAID BACK"), receipt.total)
    tax_lines(sheet, receipt.taxes)
    sheet.pair(_("In cash"), sheet.money(receipt.to_cash))
    if receipt.to_balance:
        sheet.pair(_("To account balance"), sheet.money(receipt.to_balance))
    if receipt.balance_after is not None:
        sheet.pair(_("Account balance now"), sheet.money(receipt.balance_after))
    if receipt.quantity or receipt.money:
        credit = credit_text(
            sheet, receipt.letterhead, receipt.kind, quantity=receipt.quantity, money=receipt.money
        )
        sheet.pair(_("Taken off the card"), credit)
    signature(sheet, _("Received by the customer"))
    foot(sheet, receipt, sheet.money(-receipt.total))


def signature(sheet: Sheet, whose: str) -> None:
    """Room to sign, and who signs there."""
    sheet.blank()
    sheet.blank()
    sheet.rule("_")
    sheet.center(whose)
