"""Head and foot of every paper, and the banners of what is printed again."""

from __future__ import annotations

import msgspec

from app.domain.receipt_form import Part
from app.domain.text import _
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document
from app.printing.elements import Size
from app.printing.sheet import Sheet


class Banner(msgspec.Struct, frozen=True, kw_only=True):
    """Why a paper is not the first of its kind; said at its top and its bottom."""

    copy: int = 0
    """Number of the copy that an operator asked for; 0: the original."""
    reprint: int = 0
    """How often it may have come out before, unproved; 0: never sent."""


def banner_lines(sheet: Sheet, banner: Banner, document: Document) -> None:
    """The banner, if the paper needs one."""
    note, pre_printed = document.copied, document.sheet
    if not banner.copy and not banner.reprint:
        return
    sheet.rule("*")
    if banner.copy:
        sheet.center(_("COPY {number}").format(number=banner.copy), bold=True, size=Size.TALL)
        if note is not None:
            sheet.center(_("made {at} by {operator}").format(at=note.at, operator=note.operator))
    if banner.reprint:
        sheet.center(
            _("REPRINT {number} - possible duplicate").format(number=banner.reprint), bold=True
        )
        if pre_printed:
            sheet.center(_("Not on sheet {sheet}? Note it, spoil one.").format(sheet=pre_printed))
    sheet.rule("*")


def training_lines(sheet: Sheet, document: Document) -> None:
    """That the paper was made to learn at, if it was: nobody can take it for a receipt."""
    if not document.letterhead.training:
        return
    sheet.rule("*")
    sheet.center(_("TRAINING"), bold=True, size=Size.TALL)
    sheet.center(_("Worth nothing. Not a receipt."), bold=True)
    sheet.rule("*")


def head(sheet: Sheet, document: Document, title: str, number_name: str) -> None:
    """Who issues which paper, when and by whom."""
    letterhead = document.letterhead
    sheet.center(letterhead.logo, bold=True, size=Size.DOUBLE)
    sheet.center(letterhead.utility_name, bold=True, size=Size.TALL)
    sheet.center(letterhead.utility_address)
    for line in letterhead.header:
        sheet.center(line)
    if letterhead.tax_number:
        sheet.center(_("Tax number {number}").format(number=letterhead.tax_number))
    if letterhead.demo_keys:
        sheet.center(_("DEMO KEYS - NO VALUE"), bold=True)
    sheet.rule("=")
    sheet.center(title, bold=True, size=Size.TALL)
    sheet.pair(number_name, document.number, bold=True)
    sheet.optional(_("Sheet no."), document.sheet)
    sheet.optional(_("First on sheet"), document.first_sheet)
    sheet.pair(_("Date"), document.issued_at)
    sheet.pair(_("Operator"), document.operator)
    sheet.optional(_("Shift"), document.shift)
    sheet.pair(_("Kiosk"), f"{letterhead.kiosk}  {letterhead.program}")


def customer_lines(sheet: Sheet, customer: Customer) -> None:
    """Whose account, meter and card."""
    sheet.rule()
    sheet.optional(_("Customer"), customer.name)
    sheet.pair(_("Account"), customer.account)
    sheet.optional(_("Premises"), customer.premises)
    sheet.optional(_("Meter"), customer.meter)
    sheet.optional(_("Card"), customer.card)
    if customer.purchase_number is not None:
        sheet.pair(_("Purchase no."), str(customer.purchase_number))


def foot(sheet: Sheet, document: Document, amount: str = "") -> None:
    """What proves the paper and who helps. ``amount``: for the QR code of papers about money."""
    letterhead, journal = document.letterhead, document.journal
    if amount and journal is not None and sheet.shows(Part.CODE):
        sheet.blank()
        sheet.qr(_proof(document, amount))
        sheet.blank()  # scanners need it white around the code
    sheet.rule()
    if journal is not None:
        sheet.pair(_("Journal"), f"{journal.event} {journal.hash}".rstrip())
    sheet.optional(_("Help"), letterhead.phone)
    for line in letterhead.footer_lines:
        sheet.center(line)
    sheet.center(letterhead.footer)


def _proof(document: Document, amount: str) -> str:
    """What an auditor's phone reads: number, amount, time, event, hash."""
    journal = document.journal
    parts = [
        _("TRAINING") if document.letterhead.training else "",
        document.number,
        document.letterhead.currency,
        amount,
        document.issued_at.replace(" UTC", "").replace(" ", "T"),
        journal.event if journal else "",
        journal.hash if journal else "",
    ]
    return " ".join(part for part in parts if part)
