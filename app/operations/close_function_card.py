"""Closing the plan of a function card: it is its holder's, who signs a slip for it."""

from __future__ import annotations

from app.ledger.events.function_cards import FunctionCardMade
from app.ledger.queries import function_cards
from app.operations.card_plan import ClosingTicket
from app.operations.paper.function_card_slip import function_card_slip
from app.operations.paper.letterhead import print_document


def close_function_card(ticket: ClosingTicket) -> FunctionCardMade:
    """The closing event, and the slip. No money, so no receipt."""
    card = function_cards.function_card(ticket.tx.db, ticket.row.id)
    if card is None:
        raise LookupError(ticket.row.id)
    slip = function_card_slip(ticket, card)
    print_document(ticket.tx, slip, slip.number)
    return FunctionCardMade(plan=ticket.row.id, date=ticket.date)
