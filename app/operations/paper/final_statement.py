"""The final statement of an account."""

from __future__ import annotations

from peewee import Database

from app.domain.identity import Operator
from app.domain.quantity import Quantity
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.accounts import AccountCancelled, CardFate, ClosedMeter, LeftBy
from app.ledger.queries import settings
from app.operations.operation import Caller
from app.operations.paper.letterhead import common, customer, taxes_of
from app.printing.documents import FinalStatement, StatementMeter

FATES = {
    CardFate.RETURNED: _("handed in"),
    CardFate.LOST: _("lost"),
    CardFate.NONE: _("there never was one"),
}


def final_statement(
    kiosk: Kiosk,
    tx: Transaction,
    event: AccountCancelled,
    number: str,
    caller: Caller,
    *,
    estimated: bool = False,
) -> FinalStatement:
    """Every figure of the event, for both people and the customer to sign.

    ``estimated``: those two estimated the dials.
    """
    db = tx.db
    return FinalStatement(
        **common(
            kiosk,
            db,
            number=number,
            operator=caller.operator,
            shift=event.shift,
            proof=None,
        ),
        customer=customer(kiosk, db, event.account),
        second=_named(db, caller.second),
        reason=event.reason,
        worked_on=event.worked_on,
        card=FATES[event.card],
        meters=tuple(_meter(meter) for meter in event.meters),
        charges=event.charges,
        rounding=event.rounding,
        arrears=event.arrears,
        balance=event.balance,
        deposit=event.deposit,
        taxes=taxes_of((line for meter in event.meters for line in meter.lines), db),
        to_cash=event.to_cash,
        to_balance=event.to_balance,
        received=event.received,
        successor=event.successor,
        to_successor=event.to_successor,
        still_owed=event.still_owed,
        estimated=estimated,
    )


def _named(db: Database, operator: Operator | None) -> str:
    if operator is None:
        return ""
    who = settings.operator(db, operator)
    return str(operator) if who is None else f"{operator} {who.name}"


def _meter(meter: ClosedMeter) -> StatementMeter:
    return StatementMeter(
        meter=meter.meter,
        kind=meter.kind,
        counts_money=meter.charging.counts_money,
        returned=meter.returned,
        dial_before=meter.dial_before,
        dial=meter.dial,
        credited=meter.credited,
        unproven=meter.unproven,
        left=meter.left,
        overused=_beyond(meter),
        read_back=meter.left_by is LeftBy.READ_BACK,
        lines=meter.lines,
        emptied=meter.emptied,
    )


def _beyond(meter: ClosedMeter) -> Quantity:
    """What was used beyond the credit, where two people closed the meter so."""
    if meter.left_by is not LeftBy.OVERUSED:
        return 0
    return meter.dial - meter.dial_before - (meter.credited - meter.unproven)
