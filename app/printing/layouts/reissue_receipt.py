"""A replaced card: the new one, the old one, and what it cost."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.reissue_receipt import ReissueReceipt
from app.printing.elements import Size
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import charge_lines, tax_lines, tender_lines, total_line
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, receipt: ReissueReceipt) -> None:
    """Lays the receipt out."""
    head(sheet, receipt, _("CARD REISSUED"), _("Receipt no."))
    customer_lines(sheet, receipt.customer)
    sheet.pair(_("Old card, not valid"), receipt.old_card)
    sheet.optional(_("Reason"), receipt.reason)
    sheet.rule()
    charge_lines(sheet, receipt.kind, receipt.lines)
    total_line(sheet, receipt.letterhead, _("TOTAL"), receipt.total)
    tax_lines(sheet, receipt.taxes)
    tender_lines(sheet, receipt.tenders)
    if receipt.balance_after is not None:
        sheet.pair(_("Account balance now"), sheet.money(receipt.balance_after))
    _on_the_card(sheet, receipt)
    foot(sheet, receipt, sheet.money(receipt.total))


def _on_the_card(sheet: Sheet, receipt: ReissueReceipt) -> None:
    sheet.rule("=")
    if receipt.restored:
        sheet.center(_("ON YOUR NEW CARD"), bold=True)
        volume = sheet.volume_in_full(receipt.kind, receipt.restored)
        sheet.center(volume, bold=True, size=Size.TALL)
    if receipt.owed:
        sheet.text(
            _(
                "The load of {volume} on the old card may not have reached the meter. The"
                " utility will look into it and credit what is owed."
            ).format(volume=sheet.volume(receipt.kind, receipt.owed)),
            bold=True,
        )
    sheet.text(
        _(
            "Put the new card in the meter and keep it in until the display shows the remaining"
            " volume. From then on the meter refuses the old card."
        )
    )
