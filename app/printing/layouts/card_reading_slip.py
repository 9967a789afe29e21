"""What stands on a card, and what its meter wrote back."""

from __future__ import annotations

from app.domain.cards import CardForm, MeterStatus, ReadBack, ReadBackPhase, UtilityKind
from app.domain.text import _, marked
from app.printing.documents.card_reading_slip import CardReadingSlip
from app.printing.documents.customer import serial_tail
from app.printing.layouts.furniture import foot, head
from app.printing.sheet import Sheet

_FORMS = {
    CardForm.OPENING: marked("opening card"),
    CardForm.USER: marked("user card"),
    CardForm.REISSUE: marked("reissued card"),
}
_STATUS = {
    MeterStatus.BATTERY_LOW: marked("battery low"),
    MeterStatus.VALVE_CLOSED: marked("valve closed"),
    MeterStatus.MAGNET: marked("magnet"),
    MeterStatus.TAMPER: marked("opened"),
    MeterStatus.VALVE_FAULT: marked("valve fault"),
    MeterStatus.ILLEGAL_CARD: marked("illegal card"),
    MeterStatus.OVER_HOARDING: marked("too much credit"),
}


def arrange(sheet: Sheet, slip: CardReadingSlip) -> None:
    """Lays the slip out."""
    reading = slip.reading
    contents = reading.contents
    head(sheet, slip, _("CARD READING"), _("Slip no."))
    sheet.rule()
    sheet.optional(_("Customer"), slip.name)
    sheet.pair(_("Account"), contents.account)
    sheet.pair(_("Meter"), contents.meter)
    sheet.pair(_("Card"), f"{serial_tail(reading.serial)} {_(_FORMS[contents.form])}")
    sheet.optional(_("Standing"), slip.standing)
    sheet.rule()
    sheet.pair(_("Purchase no."), str(contents.number))
    sheet.pair(_("Load on the card"), sheet.volume(contents.kind, contents.load))
    sheet.pair(_("All credit so far"), sheet.volume(contents.kind, contents.cumulative))
    if reading.unloaded:
        sheet.text(_("The meter has not taken this load yet."), bold=True)
    sheet.rule()
    _meter_lines(sheet, contents.kind, reading.read_back)
    foot(sheet, slip)


def _meter_lines(sheet: Sheet, kind: UtilityKind, back: ReadBack) -> None:
    if back.phase is ReadBackPhase.EMPTY:
        sheet.text(_("The meter has written nothing on this card yet."))
        return
    if back.phase is ReadBackPhase.BEGUN:
        sheet.text(_("The meter did not finish. Put the card in the meter again."), bold=True)
    sheet.optional(_("Meter wrote on"), back.written_on.isoformat() if back.written_on else "")
    sheet.pair(_("Remaining"), sheet.volume(kind, back.remaining), bold=True)
    sheet.pair(_("Purchase no. taken"), str(back.number))
    sheet.pair(_("Credited in all"), sheet.volume(kind, back.total_credited))
    sheet.pair(_("Used in all"), sheet.volume(kind, back.total_used))
    words = [_(name) for bit, name in _STATUS.items() if back.status & bit]
    sheet.pair(_("Meter status"), ", ".join(words) or _("normal"))
    for ago, used in enumerate(back.months, start=1):
        sheet.pair(_("Use in month -{months}").format(months=ago), sheet.volume(kind, used))
