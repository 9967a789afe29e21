"""Who may put right what was recorded: alone in the shift that recorded it, later two people."""

from __future__ import annotations

from peewee import Database

from app.domain.identity import EventId
from app.kiosk import Kiosk
from app.ledger.queries import sales
from app.ledger.queries.accounts import Allocation
from app.operations.authority import require_second, require_shift
from app.operations.operation import Caller


def allocated_in(db: Database, allocation: Allocation) -> EventId | None:
    """The shift that allocated a meter; None where that sale is not known here."""
    made = sales.purchase(db, allocation.id, allocation.id)
    return None if made is None else made.shift


def takes_two(kiosk: Kiosk, caller: Caller, recorded_in: EventId | None) -> bool:
    """Whether another shift than the caller's recorded it. Raises NoOpenShift."""
    return require_shift(kiosk, caller).id != recorded_in


def require_who_may(kiosk: Kiosk, caller: Caller, *, two: bool) -> EventId:
    """The caller's shift. Raises NoOpenShift, SecondPersonNeeded, NotAllowed."""
    shift = require_shift(kiosk, caller)
    if two:
        require_second(kiosk, caller)
    return shift.id
