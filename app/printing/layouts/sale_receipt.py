"""A purchase: what was bought, what it cost line by line, how it was paid."""

from __future__ import annotations

from app.domain.receipt_form import Part
from app.domain.tariff.breakdown import LineKind
from app.domain.text import _
from app.printing.documents.meter_sale import MeterSale
from app.printing.documents.sale_receipt import NewCard, SaleReceipt
from app.printing.elements import Size
from app.printing.layouts.carried_loads import owed_lines, restored_lines
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import (
    charge_lines,
    credit_text,
    tax_lines,
    tender_lines,
    total_line,
)
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, receipt: SaleReceipt) -> None:
    """Lays the receipt out."""
    title = _("CARD REISSUED, WITH SALE") if receipt.new_card else _("RECEIPT")
    head(sheet, receipt, title, _("Receipt no."))
    customer_lines(sheet, receipt.customer)
    if receipt.new_card is not None:
        sheet.optional(_("Old card, not valid"), receipt.new_card.old_card)
        sheet.optional(_("Reason"), receipt.new_card.reason)
    _tariff(sheet, receipt.tariff)
    sheet.rule()
    charge_lines(
        sheet,
        receipt.kind,
        receipt.lines,
        arrears_left=receipt.arrears_left,
        standing_paid_to=receipt.standing_paid_to,
    )
    for other in receipt.others:
        _further_meter(sheet, receipt, other)
    total_line(sheet, receipt.letterhead, _("TOTAL"), receipt.total)
    tax_lines(sheet, receipt.taxes)
    tender_lines(sheet, receipt.tenders)
    if receipt.balance_after is not None and sheet.shows(Part.BALANCE):
        sheet.pair(_("Account balance now"), sheet.money(receipt.balance_after))
    lines = (*receipt.lines, *(line for other in receipt.others for line in other.lines))
    if receipt.arrears_left and all(line.kind is not LineKind.ARREARS for line in lines):
        sheet.pair(_("Arrears still owed"), sheet.money(receipt.arrears_left))
    _on_the_card(sheet, receipt)
    foot(sheet, receipt, sheet.money(receipt.total))


def _tariff(sheet: Sheet, tariff: str) -> None:
    if sheet.shows(Part.TARIFF):
        sheet.optional(_("Tariff"), tariff)


def _further_meter(sheet: Sheet, receipt: SaleReceipt, other: MeterSale) -> None:
    sheet.rule()
    sheet.pair(_("Meter"), other.meter, bold=True)
    sheet.pair(_("Purchase no."), str(other.purchase_number))
    _tariff(sheet, other.tariff)
    charge_lines(
        sheet,
        other.kind,
        other.lines,
        arrears_left=receipt.arrears_left,
        standing_paid_to=other.standing_paid_to,
    )


def _on_the_card(sheet: Sheet, receipt: SaleReceipt) -> None:
    sheet.rule("=")
    title = _("ON YOUR NEW CARD") if receipt.new_card else _("ON YOUR CARD")
    sheet.center(title, bold=True)
    if receipt.others or (receipt.new_card and receipt.new_card.loads):
        sheet.center(_("Meter {meter}").format(meter=receipt.customer.meter))
    _credit(sheet, receipt, receipt)
    for other in receipt.others:
        sheet.rule()
        sheet.center(_("Meter {meter}").format(meter=other.meter))
        _credit(sheet, receipt, other)
    if receipt.new_card is not None:
        _with_new_card(sheet, receipt, receipt.new_card)


def _with_new_card(sheet: Sheet, receipt: SaleReceipt, card: NewCard) -> None:
    """What becomes of the loads of other meters, and of the old card."""
    if any(load.restored for load in card.loads):
        sheet.rule()
    restored_lines(sheet, receipt.letterhead, card.loads, several=True)
    owed_lines(sheet, receipt.letterhead, card.loads)
    sheet.text(_("Once the new card has been in the meter, the meter refuses the old card."))


def _credit(sheet: Sheet, receipt: SaleReceipt, sold: SaleReceipt | MeterSale) -> None:
    """What one meter will take: the credit, and what its display says then."""
    credit = credit_text(
        sheet, receipt.letterhead, sold.kind, quantity=sold.quantity, money=sold.money
    )
    if sold.money:
        sheet.center(_("Credit {money}").format(money=credit), bold=True, size=Size.TALL)
        _into_the_meter(sheet, credit)
        sheet.text(_("What you use is taken from it at the prices in the meter."))
        return
    sheet.center(credit, bold=True, size=Size.TALL)
    free = sum(line.quantity for line in sold.lines if line.kind is LineKind.ALLOWANCE)
    if free:
        sheet.center(_("{volume} of it free").format(volume=sheet.volume(sold.kind, free)))
    _into_the_meter(sheet, sheet.volume(sold.kind, sold.quantity))


def _into_the_meter(sheet: Sheet, more: str) -> None:
    if not sheet.shows(Part.ADVICE):
        return
    sheet.text(
        _(
            "Put the card in the meter. Keep it in until the display shows {more} more than before."
        ).format(more=more)
    )
