"""Credit without money: the customer's slip, which two people sign."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.compensation_slip import CompensationSlip
from app.printing.elements import Size
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import credit_text
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: CompensationSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _("FREE VOLUME") if slip.scheme else _("COMPENSATION"), _("Slip no."))
    sheet.pair(_("Second person"), slip.second)
    customer_lines(sheet, slip.customer)
    sheet.optional(_("Scheme"), slip.scheme)
    sheet.optional(_("Reason"), slip.reason)
    sheet.rule("=")
    sheet.center(_("ON YOUR CARD, NOTHING TO PAY"), bold=True)
    sheet.center(
        credit_text(sheet, slip.letterhead, slip.kind, quantity=slip.quantity, money=slip.money),
        bold=True,
        size=Size.TALL,
    )
    if slip.settles:
        sheet.pair(_("Of it owed to you"), _credit(sheet, slip, slip.settles))
    if slip.still_owed:
        sheet.pair(_("Still owed to you"), _credit(sheet, slip, slip.still_owed))
    sheet.text(
        _(
            "Put the card in your meter and keep it in until the display shows the remaining"
            " credit. This credit was not paid for and is not paid back in money."
        )
    )
    for signature in (_("Signature of the operator"), _("Signature of the second person")):
        sheet.blank()
        sheet.blank()
        sheet.rule()
        sheet.text(signature)
    foot(sheet, slip)


def _credit(sheet: Sheet, slip: CompensationSlip, credit: int) -> str:
    if slip.money:
        return f"{slip.letterhead.currency} {sheet.money(credit)}"
    return sheet.volume(slip.kind, credit)
