"""Meter change, and its undoing: every figure of the reckoning, to be signed."""

from __future__ import annotations

from app.domain.text import _
from app.printing.documents.meter_change_slip import MeterChangeSlip
from app.printing.elements import Size
from app.printing.layouts.furniture import customer_lines, foot, head
from app.printing.layouts.money_lines import charge_lines, tax_lines, tender_lines, total_line
from app.printing.sheet import Sheet


def arrange(sheet: Sheet, slip: MeterChangeSlip) -> None:
    """Lays the slip out."""
    title = _("METER CHANGE UNDONE") if slip.undone else _("METER CHANGE")
    head(sheet, slip, title, _("Receipt no.") if slip.change else _("Slip no."))
    sheet.optional(_("Meter change no."), slip.change)
    sheet.optional(_("Second person"), slip.second)
    customer_lines(sheet, slip.customer)
    sheet.optional(_("Reason"), slip.reason)
    _work(sheet, slip)
    _reckoning(sheet, slip)
    if slip.undone:
        sheet.text(
            _(
                "This change is taken back, and what it booked with it. The card belongs to the"
                " old meter again: put it in there first."
            )
        )
        if slip.fees and slip.tenders:
            sheet.text(_("The fee that was paid is on the account balance now."))
    else:
        _on_card(sheet, slip)
        _fees_paid(sheet, slip)
        _arrears(sheet, slip)
    for signature in _signatures(slip):
        sheet.blank()
        sheet.blank()
        sheet.rule()
        sheet.text(signature)
    paid = sum(line.amount for line in slip.fees) if slip.change else 0
    foot(sheet, slip, sheet.money(paid) if paid else "")


def _work(sheet: Sheet, slip: MeterChangeSlip) -> None:
    sheet.rule()
    sheet.pair(_("Work done on"), slip.work_date)
    sheet.pair(_("Technician"), slip.technician)
    sheet.pair(_("Form no."), slip.form)
    sheet.optional(_("Card taken along"), slip.signed_out)
    sheet.pair(_("Old meter"), slip.old_meter)
    sheet.pair(_("Its dial at first"), sheet.volume(slip.kind, slip.first_dial))
    last = _("Its last dial, ESTIMATED") if slip.estimated else _("Its last dial")
    sheet.pair(last, sheet.volume(slip.kind, slip.dial), bold=slip.estimated)
    sheet.pair(_("New meter's dial"), sheet.volume(slip.kind, slip.new_dial))


def _reckoning(sheet: Sheet, slip: MeterChangeSlip) -> None:
    sheet.rule()
    sheet.pair(_("Credit for the old meter"), _credit(sheet, slip, slip.credited))
    sheet.pair(_("Used"), _credit(sheet, slip, -slip.used))
    if slip.unloaded:
        sheet.pair(_("Still on the card"), _credit(sheet, slip, -slip.unloaded))
    left = slip.credited - slip.used - slip.unloaded
    name = _("Used beyond it") if left < 0 else _("Left for you")
    sheet.pair(name, _credit(sheet, slip, abs(left)), bold=True)


def _on_card(sheet: Sheet, slip: MeterChangeSlip) -> None:
    sheet.rule("=")
    load = slip.moved + slip.instalment
    if load:
        sheet.center(_("ON YOUR CARD FOR THE NEW METER"), bold=True)
        sheet.center(_credit(sheet, slip, load), bold=True, size=Size.TALL)
        if slip.moved and slip.instalment:
            sheet.pair(_("Of it not loaded before"), _credit(sheet, slip, slip.moved))
            sheet.pair(_("Of it left before"), _credit(sheet, slip, slip.instalment))
    else:
        sheet.center(_("NO CREDIT ON THE CARD YET"), bold=True)
    if slip.still_owed:
        sheet.pair(_("Still owed to you"), _credit(sheet, slip, slip.still_owed), bold=True)
        sheet.text(
            _("The new meter cannot take all at once. Bring the card again: the rest follows.")
        )
    sheet.text(
        _("Put the card in the NEW meter and keep it in until the display shows the credit.")
    )


def _fees_paid(sheet: Sheet, slip: MeterChangeSlip) -> None:
    if not slip.tenders:
        return
    sheet.rule()
    charge_lines(sheet, slip.kind, slip.fees)
    total = sum(line.amount for line in slip.fees)
    total_line(sheet, slip.letterhead, _("TOTAL"), total)
    tax_lines(sheet, slip.taxes)
    tender_lines(sheet, slip.tenders)


def _arrears(sheet: Sheet, slip: MeterChangeSlip) -> None:
    if not slip.arrears:
        return
    sheet.rule()
    charge_lines(sheet, slip.kind, slip.lines if slip.tenders else (*slip.lines, *slip.fees))
    total_line(sheet, slip.letterhead, _("ARREARS"), slip.arrears)
    if slip.overuse:
        sheet.text(_("This was used and not paid for. It is collected with your next purchases."))
    else:
        sheet.text(_("It is collected with your next purchases."))


def _credit(sheet: Sheet, slip: MeterChangeSlip, credit: int) -> str:
    if slip.charging.counts_money:
        return f"{slip.letterhead.currency} {sheet.money(credit)}"
    return sheet.volume(slip.kind, credit)


def _signatures(slip: MeterChangeSlip) -> list[str]:
    signed = [_("Signature of the customer"), _("Signature of the operator")]
    return [*signed, _("Signature of the second person")] if slip.second else signed
