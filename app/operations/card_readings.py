"""Keeping what meters told through a card: a lost card cannot be asked any more."""

from __future__ import annotations

import msgspec

from app.domain.cards import ReadBackPhase
from app.domain.comparison import CARRIED
from app.kiosk import Kiosk, Transaction
from app.ledger.events.readings import CardRead, MeterTold
from app.ledger.queries import readings
from app.operations.card_look import CardLook, MeterPart
from app.operations.local_time import local_date
from app.operations.operation import Caller


def note_readings(kiosk: Kiosk, caller: Caller, card: CardLook) -> None:
    """Records the read-backs that say something new; only of parts that fit what is recorded."""
    told = told_by(kiosk, card)
    if told is not None:
        kiosk.ledger.commit(lambda tx: note_told(tx, caller, told))


def told_by(kiosk: Kiosk, card: CardLook) -> CardRead | None:
    """What a card brought from its meters, new or not; None: nothing."""
    told = tuple(
        MeterTold(allocation=part.allocation, read_back=part.reading.read_back)
        for part in card.parts
        if part.allocation is not None and _tells(part)
    )
    if not told:
        return None
    return CardRead(
        serial=card.reading.serial, account=card.account, date=local_date(kiosk), meters=told
    )


def note_told(tx: Transaction, caller: Caller, told: CardRead) -> None:
    """Records what of it is new."""
    news = tuple(one for one in told.meters if _is_new(tx, one))
    if news:
        tx.append(msgspec.structs.replace(told, meters=news), operator=caller.operator)


def _tells(part: MeterPart) -> bool:
    return part.reading.read_back.phase is ReadBackPhase.FINAL and part.standing in CARRIED


def _is_new(tx: Transaction, told: MeterTold) -> bool:
    known = readings.newest(tx.db, told.allocation)
    return known is None or known.read_back != told.read_back
