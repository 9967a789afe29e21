"""Hours that pass at a counter which is used meanwhile: its clock is believed all the time."""

from __future__ import annotations

from app.ledger.events.operators import OperatorSignedIn
from tests.counter import SUPERVISOR, Counter
from tests.operations.proofs import ledger_of

_STEP = 12
_HOUR = 3_600_000


def pass_hours(counter: Counter, hours: int) -> None:
    """Somebody signs in every twelve hours, and at the end."""
    while hours:
        step = min(_STEP, hours)
        counter.clock.now += step * _HOUR
        hours -= step
        ledger_of(counter).commit(lambda tx: tx.append(OperatorSignedIn(operator=SUPERVISOR)))
