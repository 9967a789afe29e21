"""Read-backs."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import readings
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    day_text,
    key_of,
    text_of,
    to_json,
)
from app.ledger.projection.tables.readings import LastReadingRecord, ReadBackRecord


def _card_read(out: Rows, id: EventId, entry: Entry, event: readings.CardRead) -> None:
    for told in event.meters:
        record = ReadBackRecord(
            event=key_of(id),
            allocation=key_of(told.allocation),
            account=event.account,
            serial=event.serial,
            at=entry.at,
            date=text_of(event.date),
            number=told.read_back.number,
            total_credited=told.read_back.total_credited,
            remaining=told.read_back.remaining,
            read_back=to_json(told.read_back),
        )
        last = LastReadingRecord(
            allocation=record.allocation,
            at=entry.at,
            event=record.event,
            date=record.date,
            told=True,
            status=told.read_back.status,
            remaining=told.read_back.remaining,
            written_on=day_text(told.read_back.written_on),
        )
        out.add(record, last)


PROJECTORS: dict[type[Event], Projector] = {readings.CardRead: _card_read}
