"""Tax invoices and credit notes: to whom, receipt by receipt, net, tax by code, gross."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.tax_invoices import TaxSum, gross_of
from app.domain.text import _
from app.printing.documents.tax_invoice import CreditNote, TaxedReceipt, TaxInvoice
from app.printing.layouts.furniture import foot, head
from app.printing.layouts.money_lines import percent, total_line
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, paper: TaxInvoice | CreditNote) -> None:
    """Lays the paper out."""
    credit = isinstance(paper, CreditNote)
    title = _("CREDIT NOTE") if credit else _("TAX INVOICE")
    head(sheet, paper, title, _("Note no.") if credit else _("Invoice no."))
    if isinstance(paper, CreditNote):
        sheet.pair(_("For tax invoice"), paper.invoice)
    sheet.rule()
    sheet.optional(_("Credited to") if credit else _("Issued to"), paper.name)
    sheet.optional(_("Tax number"), paper.tax_number)
    sheet.optional(_("Address"), paper.address)
    for receipt in paper.receipts:
        _receipt(sheet, receipt)
    sheet.rule("=")
    sheet.pair(_("Net"), sheet.money(sum(one.net for one in paper.taxes)))
    _taxes(sheet, paper.taxes, "")
    total = gross_of(paper.taxes)
    total_line(sheet, paper.letterhead, _("CREDIT") if credit else _("TOTAL"), total)
    foot(sheet, paper, sheet.money(-total if credit else total))


def _receipt(sheet: Sheet, receipt: TaxedReceipt) -> None:
    sheet.rule()
    sheet.pair(receipt.number, sheet.money(gross_of(receipt.taxes)), bold=True)
    sheet.text("  ".join(part for part in (receipt.date, receipt.why) if part))
    sheet.pair(_("  Net"), sheet.money(sum(one.net for one in receipt.taxes)))
    _taxes(sheet, receipt.taxes, "  ")


def _taxes(sheet: Sheet, taxes: Iterable[TaxSum], indent: str) -> None:
    for one in taxes:
        if not one.code:
            continue
        rate = "" if one.rate is None else f" {percent(one.rate)}"
        name = _("Tax {code}{rate} on {net}").format(
            code=one.code, rate=rate, net=sheet.money(one.net)
        )
        sheet.pair(indent + name, sheet.money(one.tax))
