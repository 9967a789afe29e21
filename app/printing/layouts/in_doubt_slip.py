"""Payment taken, not on card: the paper that keeps a customer's claim."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.in_doubt_slip import InDoubtSlip
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import credit_text, tender_lines, total_line
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: InDoubtSlip) -> None:
    """Lays the slip out."""
    title = _("PAYMENT TAKEN, NOT ON CARD") if slip.paid else _("REFUND NOT COMPLETED")
    unpaid = slip.paid and not slip.amount
    if unpaid:
        title = _("NOT ON CARD")
    head(sheet, slip, title, _("Slip no."))
    sheet.pair(_("Operation"), _(slip.operation))
    sheet.optional(_("What happened"), slip.why)
    customer_lines(sheet, slip.customer)
    name = _("PAID") if slip.paid else _("OWED TO YOU")
    if not unpaid:
        total_line(sheet, slip.letterhead, name, slip.amount)
    tender_lines(sheet, slip.tenders)
    if slip.quantity or slip.money:
        credit = credit_text(
            sheet, slip.letterhead, slip.kind, quantity=slip.quantity, money=slip.money
        )
        sheet.pair(_("For the card") if slip.paid else _("To be taken off"), credit)
    sheet.rule("=")
    sheet.text(
        _("This is not a receipt. The kiosk has recorded the amount; nothing is lost."), bold=True
    )
    sheet.text(
        _(
            "Bring this card and this slip back to this kiosk ({kiosk}). The card shows what it"
            " received: either the operation is completed and you get your receipt, or you get"
            " your money. Do not put the card in the meter before."
        ).format(kiosk=slip.letterhead.kiosk)
    )
    foot(sheet, slip, sheet.money(slip.amount if slip.paid else -slip.amount))
