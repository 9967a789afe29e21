"""A load is off its card; the money follows against this slip."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.refund_slip import RefundSlip
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import credit_text, total_line
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: RefundSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _title(slip), _("Slip no."))
    sheet.pair(_("Reverses") if slip.reversal else _("Refund of"), slip.refunds)
    sheet.optional(_("Reason"), slip.reason)
    customer_lines(sheet, slip.customer)
    if slip.refuted:
        sheet.rule()
        sheet.pair(_("No longer to be paid"), sheet.money(slip.amount))
    else:
        total_line(sheet, slip.letterhead, _("TO BE PAID"), slip.amount)
    credit = credit_text(
        sheet, slip.letterhead, slip.kind, quantity=slip.quantity, money=slip.money
    )
    sheet.pair(_("Had by the meter") if slip.refuted else _("Taken off the card"), credit)
    sheet.rule("=")
    if slip.refuted:
        _tell_refuted(sheet)
    else:
        _tell_what_follows(sheet, slip)
    foot(sheet, slip, sheet.money(0 if slip.refuted else -slip.amount))


def _title(slip: RefundSlip) -> str:
    if slip.refuted:
        return _("NOTHING PAID BACK")
    return _("REVERSAL SLIP") if slip.reversal else _("REFUND SLIP")


def _tell_refuted(sheet: Sheet) -> None:
    sheet.text(_("Your meter has had this load."), bold=True)
    sheet.text(
        _(
            "It was taken off your card, and the meter proves that another card brought it. It"
            " counts as bought and used: nothing is paid back. Your card can be sold to again."
        )
    )
    sheet.text(_("The refund slip of this load is worth nothing any more."), bold=True)


def _tell_what_follows(sheet: Sheet, slip: RefundSlip) -> None:
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
