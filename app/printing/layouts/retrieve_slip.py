"""A card taken back: proof for who handed it in."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.retrieve_slip import RetrieveSlip
from app.printing.elements import Size
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import credit_text
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: RetrieveSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _("CARD TAKEN BACK"), _("Slip no."))
    if slip.customer is None:
        sheet.rule()
        sheet.pair(_("Function card"), slip.card)
    else:
        customer_lines(sheet, slip.customer)
    sheet.rule("=")
    sheet.center(_("THE CARD IS BLANK"), bold=True, size=Size.TALL)
    if slip.superseded:
        sheet.text(_("A newer card had replaced it. The newer one stays valid."))
    elif slip.customer is not None:
        sheet.text(_("Nothing that was paid for was left on it."))
    for load in slip.owed:
        credit = credit_text(
            sheet, slip.letterhead, load.kind, quantity=load.quantity, money=load.money
        )
        sheet.pair(_("Owed, meter {meter}").format(meter=load.meter), credit, bold=True)
    if slip.owed:
        sheet.text(_("This credit went with the old card. Ask for it with your new card."))
    sheet.blank()
    sheet.blank()
    sheet.rule()
    sheet.text(_("Signature of the operator"))
    foot(sheet, slip)
