"""A replaced card: the new one, the old one, and what it cost."""

from __future__ import annotations

from app.domain.cards import UtilityKind
from app.domain.receipt_form import Part
from app.domain.text import _
from app.printing.documents.reissue_receipt import ReissueReceipt
from app.printing.layouts.carried_loads import owed_lines, restored_lines
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import (
    charge_lines,
    tax_lines,
    tender_lines,
    total_line,
)
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, receipt: ReissueReceipt) -> None:
    """Lays the receipt out."""
    title = _("CARD REISSUED") if receipt.old_card else _("CARD PUT RIGHT")
    head(sheet, receipt, title, _("Receipt no."))
    customer_lines(sheet, receipt.customer)
    sheet.optional(_("Old card, not valid"), receipt.old_card)
    sheet.optional(_("Reason"), receipt.reason)
    sheet.rule()
    charge_lines(sheet, UtilityKind.WATER, receipt.lines)
    total_line(sheet, receipt.letterhead, _("TOTAL"), receipt.total)
    tax_lines(sheet, receipt.taxes)
    tender_lines(sheet, receipt.tenders)
    if receipt.balance_after is not None and sheet.shows(Part.BALANCE):
        sheet.pair(_("Account balance now"), sheet.money(receipt.balance_after))
    _on_the_card(sheet, receipt)
    foot(sheet, receipt, sheet.money(receipt.total))


def _on_the_card(sheet: Sheet, receipt: ReissueReceipt) -> None:
    sheet.rule("=")
    restored = [load for load in receipt.loads if load.restored]
    if restored:
        sheet.center(_("ON YOUR NEW CARD") if receipt.old_card else _("ON YOUR CARD"), bold=True)
    several = len(receipt.loads) > 1
    restored_lines(sheet, receipt.letterhead, restored, several=several)
    owed_lines(sheet, receipt.letterhead, receipt.loads)
    sheet.text(_what_to_do(receipt))


def _what_to_do(receipt: ReissueReceipt) -> str:
    if not receipt.old_card:
        return _(
            "Put the card in the meter and keep it in until the display shows the remaining volume."
        )
    return _(
        "Put the new card in the meter and keep it in until the display shows the remaining"
        " volume. From then on the meter refuses the old card."
    )
