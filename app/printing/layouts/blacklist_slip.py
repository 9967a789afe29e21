"""An entry on the blacklist: what it is about, and who answers for it."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.blacklist_slip import BlacklistSlip
from app.printing.layouts.furniture import foot, head
from app.printing.layouts.refund_receipt import signature
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: BlacklistSlip) -> None:
    """Lays the slip out."""
    title = _("BLACKLIST: LIFTED") if slip.lifted else _("BLACKLIST: PUT ON")
    head(sheet, slip, title, _("Slip no."))
    sheet.optional(_("Second person"), slip.second)
    sheet.rule("=")
    sheet.pair(slip.what, slip.subject, bold=True)
    if slip.account != slip.subject:
        sheet.optional(_("Account"), slip.account)
    sheet.optional(_("Reason"), slip.reason)
    if not slip.lifted:
        sheet.pair(_("Until"), slip.until or _("it is lifted"))
    signature(sheet, _("Operator"))
    if slip.second:
        signature(sheet, _("Second person"))
    foot(sheet, slip)
