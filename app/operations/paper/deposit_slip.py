"""The paper with which bags of cash go to the bank."""

from __future__ import annotations

from app.kiosk import Kiosk, Transaction
from app.ledger.events.safe import BagsDeposited
from app.operations.operation import Caller
from app.operations.paper.letterhead import common
from app.operations.paper.payment_receipt import named
from app.printing.documents import CountedPieces, DepositedBag, DepositSlip


def deposit_slip(
    kiosk: Kiosk, tx: Transaction, caller: Caller, event: BagsDeposited
) -> DepositSlip:
    """Numbered by the event to come."""
    number = tx.next_id()
    return DepositSlip(
        **common(
            kiosk,
            tx.db,
            number=str(number),
            operator=caller.operator,
            shift=None,
            proof=number,
        ),
        accounting_date=event.date.isoformat(),
        bank=event.bank,
        carrier=event.carrier,
        bags=tuple(DepositedBag(number=one.number, amount=one.amount) for one in event.bags),
        counted=tuple(CountedPieces(value=one.value, pieces=one.pieces) for one in event.counted),
        uncounted=event.uncounted,
        amount=event.amount,
        second=named(tx.db, caller.second),
    )
