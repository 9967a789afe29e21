"""An agent's money: paid in, paid back, settled."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.agent_slip import AgentSlip
from app.printing.layouts.furniture import foot, head
from app.printing.layouts.refund_receipt import signature
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: AgentSlip) -> None:
    """Lays the slip out."""
    head(sheet, slip, _(slip.title), _("No."))
    sheet.optional(_("Second person"), slip.second)
    sheet.rule()
    sheet.pair(_("Agent"), slip.agent)
    sheet.optional(_("Sells as"), slip.holder)
    sheet.optional(_("Reference"), slip.reference)
    sheet.optional(_("From"), slip.since)
    sheet.optional(_("Until"), slip.until)
    sheet.rule()
    for line in slip.lines:
        sheet.pair(_(line.name), sheet.money(line.amount))
    if slip.sales is not None:
        sheet.pair(_("Number of sales"), str(slip.sales))
    sheet.rule()
    whose = _("Agent owes") if slip.position < 0 else _("Kept for the agent")
    sheet.pair(whose, sheet.money(abs(slip.position)), bold=True)
    sheet.pair(_("May sell now"), sheet.money(max(0, slip.may_sell)))
    signature(sheet, _("Utility"))
    signature(sheet, _("Agent"))
    foot(sheet, slip, sheet.money(slip.position))
