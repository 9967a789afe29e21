"""What a refund returns, at each of its stages."""

from __future__ import annotations

import enum

import msgspec

from app.domain.identity import EventId
from app.domain.quantity import Money
from app.kiosk import Kiosk
from app.ledger.queries import plans
from app.operations.card_plan import require_closed
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
    to_cash: Money | None = None
    """What was handed out, once paid; the rest went to the account balance."""
    receipt: int | None = None
    drawer: str = ""
    """Why the cash drawer did not open, if it should have."""


def refund_result(kiosk: Kiosk, refund: EventId) -> RefundResult:
    """The state of a refund, from the ledger. Raises PlanStillOpen, CardScrapped."""
    with kiosk.ledger.read() as reader:
        row = refund_with(reader.db, refund)
        plan = plans.plan(reader.db, row.plan)
        if plan is not None:
            require_closed(reader.db, plan)
    stage = RefundStage.AWAITS_METER if row.needs_proof else RefundStage.DUE
    return RefundResult(
        refund=row.id,
        account=row.account,
        amount=row.amount,
        stage=RefundStage.PAID if row.paid is not None else stage,
        to_cash=row.to_cash,
        receipt=row.receipt,
    )
