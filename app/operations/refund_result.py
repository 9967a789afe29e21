"""What a refund returns, at each of its stages."""

from __future__ import annotations

import enum

import msgspec

from app.domain.identity import EventId
from app.domain.quantity import Money
from app.kiosk import Kiosk
from app.ledger.queries import plans
from app.operations.card_plan import plan_still_open
from app.operations.refund_facts import refund_with


class RefundStage(enum.StrEnum):
    """How far a refund has come."""

    AWAITS_METER = "awaits_meter"
    """Off the card; the meter's read-back must prove it before money goes out."""
    DUE = "due"
    """Off the card; may be paid."""
    PAID = "paid"


class RefundResult(msgspec.Struct, frozen=True, kw_only=True):
    """A refund."""

    refund: EventId
    account: str
    amount: Money
    stage: RefundStage
    receipt: int | None = None


def refund_result(kiosk: Kiosk, refund: EventId) -> RefundResult:
    """The state of a refund, from the ledger. Raises PlanStillOpen while its card is in doubt."""
    with kiosk.ledger.read() as reader:
        row = refund_with(reader.db, refund)
        plan = plans.plan(reader.db, refund)
    if plan is not None and plan.outcome is None:
        raise plan_still_open(plan)
    stage = RefundStage.AWAITS_METER if row.needs_proof else RefundStage.DUE
    return RefundResult(
        refund=row.id,
        account=row.account,
        amount=row.amount,
        stage=RefundStage.PAID if row.paid is not None else stage,
        receipt=row.receipt,
    )
