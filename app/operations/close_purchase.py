"""Closing a purchase: it is on the card, so it is earned, numbered and printed."""

from __future__ import annotations

from app.domain import bookkeeping
from app.domain.text import _
from app.ledger.events.sales import PurchaseLoaded
from app.ledger.queries import sales
from app.operations.card_plan import ClosingTicket
from app.operations.errors import UnknownRecord
from app.operations.paper.letterhead import print_document, receipt_text
from app.operations.paper.sale_receipt import sale_receipt
from app.operations.reissue_sale import card_replaced


def close_purchase(ticket: ClosingTicket) -> PurchaseLoaded:
    """The closing event of a purchase's plan, or of the plan that renewed it."""
    payment = sales.payment(ticket.tx.db, ticket.row.subject)
    if not payment:
        raise UnknownRecord(
            _("There is no purchase {id}.").format(id=ticket.row.subject), _("Check the number.")
        )
    if ticket.receipt is not None:
        number = receipt_text(ticket.kiosk, ticket.receipt)
        print_document(ticket.tx, sale_receipt(ticket, payment, number), number)
    return PurchaseLoaded(
        plan=ticket.row.id,
        account=ticket.row.account,
        allocation=ticket.row.allocation,
        date=ticket.date,
        shift=ticket.shift,
        receipt=ticket.receipt,
        entries=bookkeeping.earned_together(
            ((load.kind, load.breakdown.lines) for load in payment), ticket.row.account
        ),
        purchase=payment[0].id,
        replaces=card_replaced(
            ticket.tx.db,
            payment[0].id,
            [part.allocation for part in ticket.row.parts],
            ticket.row.plan.serial,
        ),
    )
