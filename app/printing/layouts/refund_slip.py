"""A load is off its card; the money follows against this slip."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.refund_slip import RefundSlip
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import credit_text, total_line
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: RefundSlip) -> None:
    """Lays the slip out."""
    title = _("REVERSAL SLIP") if slip.reversal else _("REFUND SLIP")
    head(sheet, slip, title, _("Slip no."))
    sheet.pair(_("Reverses") if slip.reversal else _("Refund of"), slip.refunds)
    sheet.optional(_("Reason"), slip.reason)
    customer_lines(sheet, slip.customer)
    total_line(sheet, slip.letterhead, _("TO BE PAID"), slip.amount)
    credit = credit_text(
        sheet, slip.letterhead, slip.kind, quantity=slip.quantity, money=slip.money
    )
    sheet.pair(_("Taken off the card"), credit)
    sheet.rule("=")
    sheet.text(_("Your load was taken off the card."), bold=True)
    if slip.needs_proof:
        sheet.text(
            _(
                "Put the card in your meter, keep it in until the display shows the remaining"
                " credit, and bring the card and this slip back here. The money is paid when the"
                " meter has proved that the load was not used."
            )
        )
    else:
        sheet.text(_("Bring this slip back here. The money is paid against it."))
    sheet.text(_("This slip is worth money. Keep it safe."), bold=True)
    foot(sheet, slip, sheet.money(-slip.amount))
