"""Closing a compensation: it is on the card, so that much less is owed. No money, no receipt."""

from __future__ import annotations

from app.ledger.events.sales import CompensationLoaded
from app.ledger.queries.compensation import compensation
from app.operations.card_plan import ClosingTicket
from app.operations.paper.compensation_slip import compensation_slip
from app.operations.paper.letterhead import print_document


def close_compensation(ticket: ClosingTicket) -> CompensationLoaded:
    """The closing event of a compensation's plan. The customer's slip is queued with it."""
    given = compensation(ticket.tx.db, ticket.row.id)
    if given is None:
        raise LookupError(ticket.row.id)
    print_document(ticket.tx, compensation_slip(ticket, given), str(given.id))
    return CompensationLoaded(
        plan=ticket.row.id,
        account=ticket.row.account,
        allocation=ticket.row.allocation,
        date=ticket.date,
        shift=ticket.shift,
        receipt=None,
        settles=given.settles,
    )
