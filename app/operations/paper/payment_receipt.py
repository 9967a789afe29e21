"""The receipt of money that moved without a card."""

from __future__ import annotations

from peewee import Database

from app.domain.identity import EventId, Operator
from app.domain.payments import PaymentFor
from app.domain.quantity import Money
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line
from app.domain.tariff.pricing import rounding_line
from app.kiosk import Kiosk
from app.ledger.queries import settings
from app.operations.operation import Caller
from app.operations.paper.letterhead import common, customer, receipt_text, taxes_of
from app.printing.documents import Customer, Moved, PaymentReceipt, masked_name


def payment_receipt(
    kiosk: Kiosk,
    db: Database,
    caller: Caller,
    *,
    moved: Moved,
    what: PaymentFor,
    proof: EventId,
    shift: EventId,
    receipt: int,
    account: str,
    payer: str = "",
    line: Line,
    rounding: Money = 0,
    ledger_code: str = "",
    note: str = "",
    reverses: int | None = None,
    tenders: tuple[Tender, ...] = (),
    to_balance: Money = 0,
    left: Money | None = None,
) -> PaymentReceipt:
    """``proof``: the event that says so. ``payer``: the name of one who has no account."""
    number = receipt_text(kiosk, receipt)
    taxed = (line,) if line.tax_code else ()
    rounded = rounding_line(rounding)
    return PaymentReceipt(
        **common(kiosk, db, number=number, operator=caller.operator, shift=shift, proof=proof),
        moved=moved,
        what=what,
        customer=customer(kiosk, db, account)
        if account
        else Customer(account="", name=masked_name(payer)),
        line=line,
        rounding=() if rounded is None else (rounded,),
        ledger_code=ledger_code,
        note=note,
        reverses="" if reverses is None else receipt_text(kiosk, reverses),
        second=named(db, caller.second),
        taxes=taxes_of(taxed, db),
        tenders=tenders,
        to_balance=to_balance,
        left=left,
    )


def named(db: Database, operator: Operator | None) -> str:
    """Number and name of an operator; empty for nobody."""
    if operator is None:
        return ""
    who = settings.operator(db, operator)
    return str(operator) if who is None else f"{operator} {who.name}"
