"""The slip of arrears that were booked, given up, or planned."""

from __future__ import annotations

from datetime import date

from app.domain.arrears import Instalment
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.tariff.breakdown import Line
from app.kiosk import Kiosk, Transaction
from app.operations.operation import Caller
from app.operations.paper.letterhead import common, customer, taxes_of
from app.operations.paper.payment_receipt import named
from app.printing.documents import ArrearsSlip


def arrears_slip(
    kiosk: Kiosk,
    tx: Transaction,
    caller: Caller,
    *,
    title: str,
    account: str,
    reason: str,
    arrears_after: Money,
    shift: EventId | None = None,
    line: Line | None = None,
    due: date | None = None,
    ledger_code: str = "",
    given_up: Money = 0,
    plan: tuple[Instalment, ...] = (),
) -> ArrearsSlip:
    """Its number is the event that is appended next."""
    db, number = tx.db, tx.next_id()
    return ArrearsSlip(
        **common(
            kiosk, db, number=str(number), operator=caller.operator, shift=shift, proof=number
        ),
        title=title,
        customer=customer(kiosk, db, account),
        reason=reason,
        second=named(db, caller.second),
        line=line,
        due="" if due is None else due.isoformat(),
        ledger_code=ledger_code,
        taxes=taxes_of((line,) if line is not None and line.tax_code else (), db),
        given_up=given_up,
        plan=plan,
        arrears_after=arrears_after,
    )
