"""A reading of a dial that people decide about, as it stands now."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.dial_readings import Verdict
from app.domain.identity import EventId
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import dial_readings
from app.ledger.queries.dial_readings import DialReading
from app.operations.errors import AlreadyThere, UnknownRecord
from app.operations.event_record import event_typed
from app.operations.local_time import local_date


class ReadingToDecide(msgspec.Struct, frozen=True, kw_only=True):
    """The reading, and its meter's."""

    today: date
    reading: DialReading
    allocation: EventId


def reading_to_decide(
    kiosk: Kiosk, typed: str, stands: Verdict, otherwise: AlreadyThere
) -> ReadingToDecide:
    """Finds it by its number. Raises BadArgument, UnknownRecord; ``otherwise`` as below."""
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        found = require_stands(reader.db, event_typed(typed), stands, otherwise)
    assert found.allocation is not None
    return ReadingToDecide(today=today, reading=found, allocation=found.allocation)


def require_stands(
    db: Database, id: EventId, stands: Verdict, otherwise: AlreadyThere
) -> DialReading:
    """The reading. Raises UnknownRecord; ``otherwise`` where it stands in another way."""
    found = dial_readings.reading(db, id)
    if found is None:
        raise UnknownRecord(
            _("{event} is no reading of a dial.").format(event=id),
            _("Nothing was changed. Choose a reading from the list."),
        )
    if found.stands is not stands:
        raise otherwise
    return found
