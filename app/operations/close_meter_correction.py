"""Closing the correction of a meter number: the card names the right meter."""

from __future__ import annotations

from app.domain.text import _
from app.ledger.events.corrections import MeterCorrected, MeterCorrectionOpened
from app.ledger.queries import journal
from app.operations.card_plan import ClosingTicket
from app.operations.paper.correction_slip import correction_slip
from app.operations.paper.letterhead import print_document
from app.printing.documents import Change


def close_meter_correction(ticket: ClosingTicket) -> MeterCorrected:
    """The closing event. No money, so no receipt; its slip is queued with it."""
    db, row = ticket.tx.db, ticket.row
    entry = journal.entry(db, row.id)
    if entry is None or not isinstance(entry.event, MeterCorrectionOpened):
        raise LookupError(row.id)
    opened = entry.event
    slip = correction_slip(
        ticket.kiosk,
        db,
        number=row.id,
        shift=ticket.shift,
        operator=entry.operator or ticket.caller.operator,
        second=entry.second,
        account=row.account,
        what=_("Meter number"),
        changes=[Change(name=_("Meter"), old=opened.old_meter, new=opened.new_meter)],
        reason=opened.reason,
        meter=opened.new_meter,
        serial=row.plan.serial,
        kind=row.contents.kind,
    )
    print_document(ticket.tx, slip, str(row.id))
    return MeterCorrected(
        plan=row.id,
        account=row.account,
        allocation=row.allocation,
        date=ticket.date,
        shift=ticket.shift,
        receipt=None,
        purchase=opened.purchase,
        old_meter=opened.old_meter,
        new_meter=opened.new_meter,
    )
