"""Closing a meter change: the opening card is made, so the old allocation has ended."""

from __future__ import annotations

from app.domain import bookkeeping
from app.ledger.events.meter_changes import MeterChanged
from app.operations.card_plan import ClosingTicket
from app.operations.meter_change_result import change_opened
from app.operations.paper.letterhead import print_document
from app.operations.paper.meter_change_slip import meter_change_slip


def close_meter_change(ticket: ClosingTicket) -> MeterChanged:
    """The closing event of a change, or of the plan that renewed it. Overuse becomes arrears."""
    row = ticket.row
    opened = change_opened(ticket.tx.db, row.subject)
    receipt = ticket.receipt if opened.tenders else None
    slip = meter_change_slip(ticket, opened, receipt=receipt)
    print_document(ticket.tx, slip, slip.number)
    paid = bool(opened.tenders)
    return MeterChanged(
        plan=row.id,
        account=row.account,
        allocation=row.allocation,
        date=ticket.date,
        shift=ticket.shift,
        receipt=receipt,
        entries=(
            *bookkeeping.overused(opened.lines, row.account, opened.allocates.kind),
            *bookkeeping.change_fees(opened.fees, row.account, paid=paid),
        ),
        change=row.subject,
        old_allocation=opened.old_allocation,
        ended=opened.allocates.began,
        still_owed=opened.still_owed,
        was_owed=opened.was_owed,
        lines=opened.lines,
        fees=opened.fees,
        fees_paid=paid,
        signed_out=opened.signed_out,
        old_serial=opened.old_serial,
        new_serial=row.plan.serial,
    )
