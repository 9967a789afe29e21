"""Keeping what meters told through a card: a lost card cannot be asked any more."""

from __future__ import annotations

from app.domain.cards import ReadBackPhase
from app.domain.comparison import CARRIED
from app.domain.identity import EventId
from app.kiosk import Kiosk, Transaction
from app.ledger.events.readings import CardRead, MeterTold
from app.ledger.queries import readings
from app.operations.card_look import CardLook, MeterPart
from app.operations.local_time import local_date
from app.operations.operation import Caller


def note_readings(kiosk: Kiosk, caller: Caller, card: CardLook) -> None:
    """Records the read-backs that say something new; only of parts that fit what is recorded."""
    told = [(part.allocation, part) for part in card.parts if _tells(part)]
    if not told:
        return

    def work(tx: Transaction) -> None:
        news = tuple(
            MeterTold(allocation=allocation, read_back=part.reading.read_back)
            for allocation, part in told
            if allocation is not None and _is_new(tx, allocation, part)
        )
        if news:
            event = CardRead(
                serial=card.reading.serial,
                account=card.account,
                date=local_date(kiosk),
                meters=news,
            )
            tx.append(event, operator=caller.operator)

    kiosk.ledger.commit(work)


def _tells(part: MeterPart) -> bool:
    final = part.reading.read_back.phase is ReadBackPhase.FINAL
    return final and part.allocation is not None and part.standing in CARRIED


def _is_new(tx: Transaction, allocation: EventId, part: MeterPart) -> bool:
    known = readings.newest(tx.db, allocation)
    return known is None or known.read_back != part.reading.read_back
