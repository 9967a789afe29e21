"""Cards signed out: the technician signs for each of them."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.cards_out_slip import CardsOutSlip
from app.printing.layouts.furniture import foot, head
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: CardsOutSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _("CARDS SIGNED OUT"), _("Register no."))
    sheet.rule()
    sheet.pair(_("Holder"), slip.holder, bold=True)
    sheet.pair(_("Reason"), slip.reason)
    sheet.pair(_("Due back"), slip.due_back.isoformat(), bold=True)
    sheet.rule()
    for at, card in enumerate(slip.cards, start=1):
        sheet.pair(_("Card {number}").format(number=at), card)
    sheet.rule()
    sheet.text(
        _(
            "Bring every card back, used or not. For a used one bring the form: both meters, both"
            " dials, the day. Say at once if a card is lost."
        )
    )
    for signature in (_("Signature of the technician"), _("Signature of the operator")):
        sheet.blank()
        sheet.blank()
        sheet.rule()
        sheet.text(signature)
    foot(sheet, slip)
