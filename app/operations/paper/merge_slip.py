"""The slip of two accounts that became one."""

from __future__ import annotations

from app.domain.quantity import Money
from app.kiosk import Kiosk, Transaction
from app.ledger.events.accounts import AccountMerged
from app.ledger.queries import settings
from app.operations.operation import Caller
from app.operations.paper.letterhead import common, customer
from app.printing.documents import MergeSlip


def merge_slip(
    kiosk: Kiosk,
    tx: Transaction,
    event: AccountMerged,
    balance: Money,
    arrears: Money,
    caller: Caller,
) -> MergeSlip:
    """Which number stays, and what the other one brings along."""
    second = None if caller.second is None else settings.operator(tx.db, caller.second)
    return MergeSlip(
        **common(
            kiosk,
            tx.db,
            number=str(tx.next_id()),
            operator=caller.operator,
            shift=None,
            proof=None,
        ),
        customer=customer(kiosk, tx.db, event.survivor),
        ended=event.account,
        second="" if second is None else f"{second.number} {second.name}",
        reason=event.reason,
        balance=balance,
        arrears=arrears,
    )
