"""What refunds of every kind share: the tier use that goes back, and the closing of the plan."""

from __future__ import annotations

from peewee import Database

from app.domain import bookkeeping
from app.domain.card_writes import TierUse
from app.domain.cards import UtilityKind
from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.events.sales import LoadCancelled, RefundBasis
from app.ledger.queries import sales, usage
from app.ledger.queries.sales import Purchase, Refund
from app.operations.card_plan import ClosingTicket
from app.operations.errors import UnknownRecord
from app.operations.paper.letterhead import print_document
from app.operations.paper.refund_paper import refund_slip
from app.operations.records import purchase_with
from app.operations.reissue_sale import card_replaced


def tier_use_without(db: Database, purchase: Purchase, kind: UtilityKind) -> TierUse:
    """What the card says of the period once the purchase no longer counts."""
    breakdown = purchase.breakdown
    bought, allowance = usage.bought_in_period(db, purchase.account, kind, breakdown.period_start)
    bought_here, allowance_here = volume_counted(purchase)
    return TierUse(
        period_start=breakdown.period_start,
        bought=max(0, bought - bought_here),
        allowance_used=max(0, allowance - allowance_here),
    )


def volume_counted(purchase: Purchase) -> tuple[int, int]:
    """(volume, allowance) that a purchase counts for in its period."""
    from app.domain.tariff.refund import usage_given_back

    given = usage_given_back(purchase.breakdown)
    return given.bought, given.allowance


def refund_with(db: Database, refund: EventId) -> Refund:
    """A refund. Raises UnknownRecord."""
    found = sales.refund(db, refund)
    if found is None:
        raise UnknownRecord(
            _("There is no refund {id} here.").format(id=refund),
            _("Nothing was paid. Only the kiosk that took the load off can pay."),
        )
    return found


def close_refund(ticket: ClosingTicket) -> LoadCancelled:
    """The load is off the card.

    Where the meter has to prove it first the customer gets a slip; the money waits.
    """
    refund = refund_with(ticket.tx.db, ticket.row.subject)
    purchase = purchase_with(ticket.tx.db, refund.purchase, refund.allocation)
    contents = ticket.row.contents
    if refund.basis is RefundBasis.NOT_WRITTEN:
        entries = bookkeeping.never_written(refund.amount, refund.account)
    else:
        entries = bookkeeping.cancelled(
            refund.lines, refund.account, contents.kind, from_balance=refund.from_balance
        )
    if refund.needs_proof:
        print_document(ticket.tx, refund_slip(ticket, purchase, refund), str(refund.id))
    return LoadCancelled(
        plan=ticket.row.id,
        account=ticket.row.account,
        allocation=ticket.row.allocation,
        date=ticket.date,
        shift=ticket.shift,
        receipt=None,
        entries=entries,
        refund=refund.id,
        purchase=purchase.id,
        amount=refund.amount,
        proof_number=contents.number,
        proof_total=contents.cumulative,
        replaces=None
        if refund.basis.was_loaded
        else card_replaced(ticket.tx.db, purchase.id, [refund.allocation], ticket.row.plan.serial),
    )
