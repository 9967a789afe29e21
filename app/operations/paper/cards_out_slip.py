"""The slip that a technician signs for cards taken along."""

from __future__ import annotations

from peewee import Database

from app.domain.identity import EventId, Operator
from app.kiosk import Kiosk
from app.ledger.events.cards_out import CardsSignedOut
from app.operations.paper.letterhead import common
from app.printing.documents import CardsOutSlip


def cards_out_slip(
    kiosk: Kiosk, db: Database, id: EventId, event: CardsSignedOut, operator: Operator
) -> CardsOutSlip:
    """Every card, and when they are due back."""
    return CardsOutSlip(
        **common(kiosk, db, number=str(id), operator=operator, shift=None, proof=id),
        holder=event.holder,
        cards=event.cards,
        reason=event.reason,
        due_back=event.due_back,
    )
