"""The slip that goes with a function card: its holder signs for it."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.function_card_slip import FunctionCardSlip
from app.printing.elements import Size
from app.printing.layouts.furniture import foot, head
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: FunctionCardSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _("FUNCTION CARD"), _("Register no."))
    sheet.optional(_("Second person"), slip.second)
    sheet.rule()
    sheet.center(slip.function.upper(), bold=True, size=Size.TALL)
    sheet.text(slip.does)
    sheet.pair(_("Works on"), slip.works_on)
    sheet.pair(_("Works"), slip.uses)
    sheet.pair(_("Card"), slip.card)
    sheet.rule()
    sheet.pair(_("Holder"), slip.holder, bold=True)
    sheet.pair(_("Reason"), slip.reason)
    sheet.pair(_("Due back"), slip.due_back.isoformat(), bold=True)
    sheet.text(_("Keep the card safe and bring it back. Say at once if it is lost."))
    sheet.blank()
    sheet.blank()
    sheet.rule()
    sheet.text(_("Signature of the holder"))
    foot(sheet, slip)
