"""Money paid back: what for, how much, and who received it."""

from __future__ import annotations

from app.domain.cards import UtilityKind
from app.domain.receipt_form import Part
from app.domain.text import _
from app.printing.documents.refund_receipt import FromMeter, RefundReceipt
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
    if receipt.balance_after is not None and sheet.shows(Part.BALANCE):
        sheet.pair(_("Account balance now"), sheet.money(receipt.balance_after))
    if receipt.quantity or receipt.money:
        credit = credit_text(
            sheet, receipt.letterhead, receipt.kind, quantity=receipt.quantity, money=receipt.money
        )
        where = _("Taken off the card") if receipt.from_meter is None else _("Was in the meter")
        sheet.pair(where, credit)
    if receipt.from_meter is not None:
        _tell_meter(sheet, receipt.kind, receipt.from_meter)
    signature(sheet, _("Received by the customer"))
    foot(sheet, receipt, sheet.money(-receipt.total))


def _tell_meter(sheet: Sheet, kind: UtilityKind, meter: FromMeter) -> None:
    sheet.pair(_("The meter was"), _(meter.fate))
    sheet.pair(_("Day of the work"), meter.worked_on.isoformat())
    if meter.dial is not None:
        sheet.pair(_("Dial"), sheet.volume(kind, meter.dial))
    sheet.optional(_("Technician, form"), meter.work)
    sheet.text(_("The meter is this account's no longer, and no card for it is valid."))


def signature(sheet: Sheet, whose: str) -> None:
    """Room to sign, and who signs there."""
    sheet.blank()
    sheet.blank()
    sheet.rule("_")
    sheet.center(whose)
