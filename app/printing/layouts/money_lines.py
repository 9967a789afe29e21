"""Lines of a sale, totals, tenders and taxes: the same on every paper that shows money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.domain.cards import UtilityKind
from app.domain.quantity import CHARGE_SCALE, Money, Quantity, divide_rounded
from app.domain.receipt_form import Part
from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.tenders import TENDER_NAMES
from app.domain.text import _
from app.printing.documents.letterhead import Letterhead
from app.printing.documents.tax_total import TaxTotal
from app.printing.elements import Size
from app.printing.sheet import Sheet

_DAY = timedelta(days=1)


def charge_lines(
    sheet: Sheet,
    kind: UtilityKind,
    lines: Iterable[Line],
    *,
    arrears_left: Money | None = None,
    standing_paid_to: date | None = None,
) -> None:
    """One item per line, in the order given."""
    for line in lines:
        match line.kind:
            case LineKind.TIER | LineKind.SURCHARGE:
                shown = sheet.shows(Part.RECKONING)
                detail = _reckoning(sheet, kind, line) if shown else ""
            case LineKind.ALLOWANCE | LineKind.BACK_CHARGE | LineKind.SUBSIDY:
                detail = sheet.volume(kind, line.quantity)
            case LineKind.ARREARS if arrears_left is not None:
                detail = _("still owed {amount}").format(amount=sheet.money(arrears_left))
            case LineKind.STANDING if standing_paid_to is not None:
                detail = _("paid until {day}").format(day=(standing_paid_to - _DAY).isoformat())
            case _:
                detail = ""
        sheet.item(_(line.name), detail, sheet.money(line.amount))


def _reckoning(sheet: Sheet, kind: UtilityKind, line: Line) -> str:
    """``5.000 m3 x 80.00``; says so where the tax inside the amount comes on top of that."""
    text = f"{sheet.volume(kind, line.quantity)} x {sheet.price(line.price)}"
    product = divide_rounded(line.quantity * line.price, CHARGE_SCALE)
    # Amounts are differences of rounded sums, so that neither need equal the product exactly.
    on_top = abs(product - (line.amount - line.tax)) < abs(product - line.amount)
    return _("{reckoning} + tax").format(reckoning=text) if on_top else text


def credit_text(
    sheet: Sheet,
    letterhead: Letterhead,
    kind: UtilityKind,
    *,
    quantity: Quantity,
    money: Money,
) -> str:
    """What goes on a card or comes off it: money where the meter counts money, and no volume."""
    if money:
        return f"{letterhead.currency} {sheet.money(money)}"
    return sheet.volume_in_full(kind, quantity)


def total_line(sheet: Sheet, letterhead: Letterhead, name: str, total: Money) -> None:
    """The one amount that everybody looks for."""
    sheet.rule()
    sheet.pair(f"{name} {letterhead.currency}", sheet.money(total), bold=True, size=Size.TALL)


def tender_lines(sheet: Sheet, tenders: Iterable[Tender]) -> None:
    """How it was paid, and where the rest went."""
    for tender in tenders:
        if tender.kind is TenderKind.BALANCE:
            sheet.pair(_("From account balance"), sheet.money(tender.amount))
            continue
        name = _("Cash given") if tender.kind is TenderKind.CASH else TENDER_NAMES[tender.kind]
        reference = _("not confirmed") if tender.unconfirmed else tender.reference
        sheet.item(_(name), reference, sheet.money(tender.tendered))
        if tender.change:
            sheet.pair(_("Change"), sheet.money(tender.change))
        if tender.to_balance:
            sheet.pair(_("To account balance"), sheet.money(tender.to_balance))


def tax_lines(sheet: Sheet, taxes: Iterable[TaxTotal]) -> None:
    """Base and amount per rate; all of it is inside the total."""
    for tax in taxes:
        name = _("incl. {code} {rate} of {base}").format(
            code=tax.code, rate=percent(tax.rate), base=sheet.money(tax.base)
        )
        sheet.pair(name, sheet.money(tax.amount))


def percent(rate: int) -> str:
    """``16 %``; ``rate`` in hundredths of a percent."""
    whole, hundredths = divmod(rate, 100)
    return f"{whole}.{hundredths:02d}".rstrip("0").rstrip(".") + " %"
