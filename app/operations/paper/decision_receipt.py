"""The receipt of what goes back when two people decide that nothing was written."""

from __future__ import annotations

from app.kiosk import Kiosk, Transaction
from app.ledger.events.exceptions import PlanDecided
from app.ledger.queries.plans import PlanRow
from app.operations.paid_for import paid_for
from app.operations.paper.letterhead import (
    balance_after,
    common,
    customer,
    meter_of,
    taxes_of,
)
from app.printing.documents import RefundReceipt


def decision_receipt(
    kiosk: Kiosk, tx: Transaction, row: PlanRow, decided: PlanDecided, number: str, operator: int
) -> RefundReceipt:
    """Everything that was paid for the operation."""
    db = tx.db
    lines = paid_for(db, row).lines
    return RefundReceipt(
        **common(kiosk, db, number=number, operator=operator, shift=decided.shift, proof=row.id),
        customer=customer(
            kiosk,
            db,
            row.account,
            meter=meter_of(db, row.allocation),
            serial=row.plan.serial,
            number=row.contents.number,
        ),
        kind=row.contents.kind,
        refunds=str(row.subject),
        reason=decided.reason,
        lines=lines,
        total=decided.to_cash + decided.to_balance,
        taxes=taxes_of(lines, db),
        to_cash=decided.to_cash,
        to_balance=decided.to_balance,
        quantity=0,
        balance_after=balance_after(kiosk, db, row.account),
    )
