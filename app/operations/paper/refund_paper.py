"""Papers of a refund: the slip while the meter has to prove it, and the receipt of the payment."""

from __future__ import annotations

from app.domain.identity import EventId
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import RefundBasis, RefundPaid, RefundRefuted
from app.ledger.queries import plans
from app.ledger.queries.sales import Purchase, Refund
from app.operations.card_plan import ClosingTicket
from app.operations.paper.letterhead import (
    balance_after,
    common,
    customer,
    meter_of,
    receipt_text,
    taxes_of,
)
from app.printing.documents import RefundReceipt, RefundSlip


def refund_slip(ticket: ClosingTicket, purchase: Purchase, refund: Refund) -> RefundSlip:
    """Against this slip, and the meter's proof, the money is paid."""
    kiosk, db = ticket.kiosk, ticket.tx.db
    return RefundSlip(
        **common(
            kiosk,
            db,
            number=str(refund.id),
            operator=ticket.caller.operator,
            shift=ticket.shift,
            proof=refund.id,
        ),
        customer=customer(
            kiosk,
            db,
            refund.account,
            meter=meter_of(db, refund.allocation),
            serial=ticket.row.plan.serial,
            number=purchase.number,
        ),
        kind=ticket.row.contents.kind,
        refunds=_sale_number(kiosk, purchase),
        reason=refund.reason,
        amount=refund.amount,
        quantity=refund.quantity,
        money=refund.money,
        needs_proof=refund.needs_proof,
        reversal=refund.basis is RefundBasis.REVERSED,
    )


def refuted_slip(
    kiosk: Kiosk,
    tx: Transaction,
    purchase: Purchase,
    refund: Refund,
    refuted: RefundRefuted,
    id: EventId,
    number: str,
    operator: int,
) -> RefundSlip:
    """The meter had the load: what was due is not paid."""
    db = tx.db
    return RefundSlip(
        **common(kiosk, db, number=number, operator=operator, shift=refuted.shift, proof=id),
        customer=customer(
            kiosk,
            db,
            refund.account,
            meter=meter_of(db, refund.allocation),
            serial=refuted.serial,
            number=purchase.number,
        ),
        kind=purchase.kind,
        refunds=_sale_number(kiosk, purchase),
        reason=refund.reason,
        amount=refund.amount,
        quantity=refund.quantity,
        money=refund.money,
        needs_proof=refund.needs_proof,
        refuted=True,
    )


def refund_receipt(
    kiosk: Kiosk,
    tx: Transaction,
    purchase: Purchase,
    refund: Refund,
    paid: RefundPaid,
    number: str,
    operator: int,
) -> RefundReceipt:
    """What was given back, for which sale."""
    db = tx.db
    plan = plans.plan(db, refund.plan)
    balance = balance_after(kiosk, db, refund.account)
    return RefundReceipt(
        **common(
            kiosk,
            db,
            number=number,
            operator=operator,
            shift=paid.shift,
            proof=refund.id,
        ),
        customer=customer(
            kiosk,
            db,
            refund.account,
            meter=meter_of(db, refund.allocation),
            serial=plan.plan.serial if plan is not None else b"",
            number=purchase.number,
        ),
        refunds=_sale_number(kiosk, purchase),
        reason=refund.reason,
        lines=refund.lines,
        total=refund.amount,
        taxes=taxes_of(refund.lines, db),
        to_cash=paid.to_cash,
        to_balance=paid.to_balance,
        quantity=refund.quantity if refund.basis.was_loaded else 0,
        money=refund.money if refund.basis.was_loaded else 0,
        balance_after=None if balance is None else balance + paid.to_balance,
        reversal=paid.reversal,
        from_balance=refund.from_balance,
    )


def _sale_number(kiosk: Kiosk, purchase: Purchase) -> str:
    if purchase.receipt is None:
        return _("payment {event}").format(event=purchase.id)
    return receipt_text(kiosk, purchase.receipt)
