"""The slip of a correction."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.identity import EventId, Operator
from app.domain.quantity import Money
from app.domain.tariff.breakdown import Line
from app.kiosk import Kiosk
from app.ledger.queries import settings
from app.operations.paper.letterhead import common, customer
from app.printing.documents import Change, CorrectionSlip


def correction_slip(
    kiosk: Kiosk,
    db: Database,
    *,
    number: EventId,
    shift: EventId,
    operator: Operator,
    second: Operator | None,
    account: str,
    what: str,
    changes: Sequence[Change],
    reason: str,
    meter: str = "",
    serial: bytes = b"",
    kind: UtilityKind = UtilityKind.WATER,
    lines: Sequence[Line] = (),
    to_arrears: Money = 0,
    to_balance: Money = 0,
    arrears_after: Money | None = None,
    balance_after: Money | None = None,
) -> CorrectionSlip:
    """What was put right; ``number``: the event that says so, whose number the slip has."""
    return CorrectionSlip(
        **common(kiosk, db, number=str(number), operator=operator, shift=shift, proof=number),
        customer=customer(kiosk, db, account, meter=meter, serial=serial),
        what=what,
        changes=tuple(changes),
        reason=reason,
        second=_named(db, second),
        kind=kind,
        lines=tuple(lines),
        to_arrears=to_arrears,
        to_balance=to_balance,
        arrears_after=arrears_after,
        balance_after=balance_after,
    )


def _named(db: Database, operator: Operator | None) -> str:
    if operator is None:
        return ""
    who = settings.operator(db, operator)
    return str(operator) if who is None else f"{operator} {who.name}"
