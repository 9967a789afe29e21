"""The slip "payment taken, not on card"."""

from __future__ import annotations

from peewee import Database

from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import sales
from app.ledger.queries.plans import PlanRow
from app.operations.paid_for import paid_for
from app.operations.paper.letterhead import common, customer, meter_of
from app.printing.documents import InDoubtSlip, slip_number

OPERATION_NAMES = {
    "purchase_paid": _("Purchase"),
    "plan_renewed": _("Purchase on a new card"),
    "refund_opened": _("Refund"),
    "reissue_opened": _("New card"),
    "rewrite_opened": _("Load written again"),
    "compensation_opened": _("Compensation"),
    "meter_correction_opened": _("Meter number put right"),
    "function_card_opened": _("Function card"),
    "meter_change_opened": _("Meter change"),
    "meter_change_undo_opened": _("Meter change undone"),
    "retrieve_opened": _("Card taken back"),
}


def amount_of(db: Database, row: PlanRow) -> Money:
    """What a plan is about in money: paid, or owed where it pays back."""
    if not row.for_customer:
        return 0
    refund = sales.refund(db, row.subject)
    if refund is not None:
        return refund.amount
    return paid_for(db, row).total


def in_doubt_slip(kiosk: Kiosk, db: Database, row: PlanRow, number: int, why: str) -> InDoubtSlip:
    """What the customer takes away until the card has told what happened."""
    refund = sales.refund(db, row.subject)
    return InDoubtSlip(
        **common(
            kiosk,
            db,
            number=slip_number(kiosk.ledger.node, kiosk.ledger.epoch, number),
            operator=row.operator or 0,
            shift=row.shift,
            proof=row.id,
        ),
        customer=customer(
            kiosk,
            db,
            row.account,
            meter=meter_of(db, row.allocation),
            serial=row.plan.serial,
            number=row.contents.number,
        ),
        kind=row.contents.kind,
        operation=OPERATION_NAMES.get(row.kind, row.kind),
        why=why,
        amount=amount_of(db, row),
        paid=refund is None,
        tenders=paid_for(db, row).tenders if refund is None else (),
        quantity=0 if row.contents.charging.counts_money else row.contents.load,
        money=row.contents.load if row.contents.charging.counts_money else 0,
    )
