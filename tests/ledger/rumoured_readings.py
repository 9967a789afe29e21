"""Rounds, readings of dials and decisions about them, as they may arrive from any kiosk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.dial_readings import Fault, ReadingSource, Verdict
from app.domain.identity import EventId
from app.ledger.events import dial_readings
from app.ledger.events.base import Event
from tests.ledger.goods import TODAY

if TYPE_CHECKING:
    from tests.ledger.rumours import Rumours

ACCOUNT = "120100017"
METER = "000000012345"


def read_dials(village: Rumours, node: int, which: int) -> None:
    allocation = village.purchases[which % len(village.purchases)] if village.purchases else None
    reading_round = EventId(node, 1, 1)
    several: list[Event] = [
        dial_readings.ReadingRoundMade(
            region=3, regions=(3, 4), readers=(f"Juma {which}",), meters=2, date=TODAY
        ),
        dial_readings.DialRead(
            meter=METER,
            account=ACCOUNT if allocation is not None else "",
            allocation=allocation,
            dial=None if which % 5 == 0 else which * 100,
            read_on=TODAY,
            date=TODAY,
            source=list(ReadingSource)[which % 3],
            verdict=list(Verdict)[which % 3],
            faults=(Fault.LOWER, Fault.TWICE)[: which % 3],
            used=which,
            reading_round=reading_round if which % 2 else None,
            line=which,
        ),
        dial_readings.ReadingFileTaken(
            name="round.csv",
            digest=bytes((which,)) * 32,
            reading_round=reading_round,
            accepted=which,
            questioned=0,
            refused=1,
            known=0,
            unread=2,
            date=TODAY,
        ),
    ]
    if allocation is not None:
        of: dict[str, Any] = {
            "reading": EventId(7, 1, 1 + which % 2),
            "account": ACCOUNT,
            "allocation": allocation,
            "meter": METER,
            "reason": f"looked {which}",
            "date": TODAY,
        }
        several += [
            dial_readings.DialReadingSettled(accepted=node % 2 == 0, **of),
            dial_readings.DialReadingWithdrawn(dial=which * 100, read_on=TODAY, **of),
        ]
    village.append(several[which % len(several)], node=node)
