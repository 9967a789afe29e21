"""The slip for a card that was taken back."""

from __future__ import annotations

from app.ledger.events.retrieval import LoadOnOldCard, RetrieveOpened
from app.ledger.queries import journal
from app.operations.card_plan import ClosingTicket
from app.operations.paper.letterhead import common, customer
from app.printing.documents import OwedLoad, RetrieveSlip, serial_tail


def retrieve_slip(ticket: ClosingTicket) -> RetrieveSlip:
    """Whose card it was, and what is owed for what stood on it."""
    kiosk, db, row = ticket.kiosk, ticket.tx.db, ticket.row
    entry = journal.entry(db, row.id)
    if entry is None or not isinstance(entry.event, RetrieveOpened):
        raise LookupError(row.id)
    serial = row.plan.serial
    return RetrieveSlip(
        **common(
            kiosk,
            db,
            number=str(row.id),
            operator=row.operator or ticket.caller.operator,
            shift=None,
            proof=row.id,
        ),
        customer=customer(kiosk, db, row.account, serial=serial) if row.account else None,
        card=serial_tail(serial),
        superseded=entry.event.superseded,
        owed=tuple(_owed(load) for load in entry.event.owed),
    )


def _owed(load: LoadOnOldCard) -> OwedLoad:
    counts_money = load.charging.counts_money
    return OwedLoad(
        meter=load.meter,
        kind=load.kind,
        quantity=0 if counts_money else load.quantity,
        money=load.quantity if counts_money else 0,
    )
