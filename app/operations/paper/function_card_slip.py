"""The slip that goes with a function card."""

from __future__ import annotations

from peewee import Database

from app.ledger.queries import settings
from app.ledger.queries.function_cards import FunctionCard
from app.operations.card_plan import ClosingTicket
from app.operations.function_words import (
    FUNCTION_NAMES,
    how_long,
    what_it_does,
    whom_it_works_on,
)
from app.operations.paper.letterhead import common
from app.printing.documents import FunctionCardSlip, serial_tail


def function_card_slip(ticket: ClosingTicket, card: FunctionCard) -> FunctionCardSlip:
    """What its holder signs for, as it stands in the register."""
    kiosk, db = ticket.kiosk, ticket.tx.db
    utility = settings.utility(db)
    return FunctionCardSlip(
        **common(
            kiosk,
            db,
            number=str(card.id),
            operator=card.operator or ticket.caller.operator,
            shift=None,
            proof=card.id,
        ),
        function=FUNCTION_NAMES[card.function],
        does=what_it_does(card.contents, utility.currency, utility.currency_digits),
        works_on=whom_it_works_on(card.contents),
        uses=how_long(card.contents),
        card=serial_tail(card.serial),
        holder=card.holder,
        reason=card.reason,
        due_back=card.due_back,
        second=_second(db, card),
    )


def _second(db: Database, card: FunctionCard) -> str:
    if card.second is None:
        return ""
    who = settings.operator(db, card.second)
    return str(card.second) if who is None else f"{who.number} {who.name}"
