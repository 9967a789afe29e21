"""A purchase: what was bought, what it cost line by line, how it was paid."""

from __future__ import annotations

from app.domain.tariff.breakdown import LineKind
from app.domain.text import _
from app.printing.documents.sale_receipt import SaleReceipt
from app.printing.elements import Size
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import charge_lines, tax_lines, tender_lines, total_line
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, receipt: SaleReceipt) -> None:
    """Lays the receipt out."""
    head(sheet, receipt, _("RECEIPT"), _("Receipt no."))
    customer_lines(sheet, receipt.customer)
    sheet.optional(_("Tariff"), receipt.tariff)
    sheet.rule()
    charge_lines(
        sheet,
        receipt.kind,
        receipt.lines,
        arrears_left=receipt.arrears_left,
        standing_paid_to=receipt.standing_paid_to,
    )
    total_line(sheet, receipt.letterhead, _("TOTAL"), receipt.total)
    tax_lines(sheet, receipt.taxes)
    tender_lines(sheet, receipt.tenders)
    if receipt.balance_after is not None:
        sheet.pair(_("Account balance now"), sheet.money(receipt.balance_after))
    if receipt.arrears_left and all(line.kind is not LineKind.ARREARS for line in receipt.lines):
        sheet.pair(_("Arrears still owed"), sheet.money(receipt.arrears_left))
    _on_the_card(sheet, receipt)
    foot(sheet, receipt, sheet.money(receipt.total))


def _on_the_card(sheet: Sheet, receipt: SaleReceipt) -> None:
    sheet.rule("=")
    sheet.center(_("ON YOUR CARD"), bold=True)
    sheet.center(sheet.volume_in_full(receipt.kind, receipt.quantity), bold=True, size=Size.TALL)
    free = sum(line.quantity for line in receipt.lines if line.kind is LineKind.ALLOWANCE)
    if free:
        sheet.center(_("{volume} of it free").format(volume=sheet.volume(receipt.kind, free)))
    sheet.text(
        _(
            "Put the card in the meter. Keep it in until the display shows {volume} more than"
            " before."
        ).format(volume=sheet.volume(receipt.kind, receipt.quantity))
    )
