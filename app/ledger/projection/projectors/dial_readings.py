"""Rounds of reading, readings of dials, files that brought them, decisions about them."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import dial_readings
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
from app.ledger.projection.tables.dial_readings import (
    DialReadingRecord,
    DialSettledRecord,
    DialWithdrawnRecord,
    ReadingFileRecord,
    ReadingRoundRecord,
)


def _key(id: EventId | None) -> int | None:
    return None if id is None else key_of(id)


def _round(out: Rows, id: EventId, entry: Entry, event: dial_readings.ReadingRoundMade) -> None:
    record = ReadingRoundRecord(
        event=key_of(id),
        at=entry.at,
        region=event.region,
        regions=to_json(event.regions),
        readers=to_json(event.readers),
        meters=event.meters,
        date=text_of(event.date),
    )
    out.add(record)


def _read(out: Rows, id: EventId, entry: Entry, event: dial_readings.DialRead) -> None:
    record = DialReadingRecord(
        event=key_of(id),
        at=entry.at,
        meter=event.meter,
        account=event.account,
        allocation=_key(event.allocation),
        dial=event.dial,
        read_on=day_text(event.read_on),
        date=text_of(event.date),
        source=event.source.value,
        verdict=event.verdict.value,
        faults=" ".join(event.faults),
        used=event.used,
        remark=event.remark,
        reading_round=_key(event.reading_round),
        line=event.line,
    )
    out.add(record)


def _file(out: Rows, id: EventId, _entry: Entry, event: dial_readings.ReadingFileTaken) -> None:
    record = ReadingFileRecord(
        event=key_of(id),
        digest=event.digest,
        name=event.name,
        reading_round=_key(event.reading_round),
        date=text_of(event.date),
    )
    out.add(record)


def _settled(out: Rows, id: EventId, entry: Entry, event: dial_readings.DialReadingSettled) -> None:
    out.add(
        DialSettledRecord(key_of(event.reading), entry.at, key_of(id), event.accepted, event.reason)
    )


def _withdrawn(
    out: Rows, id: EventId, entry: Entry, event: dial_readings.DialReadingWithdrawn
) -> None:
    out.add(DialWithdrawnRecord(key_of(event.reading), entry.at, key_of(id), event.reason))


PROJECTORS: dict[type[Event], Projector] = {
    dial_readings.ReadingRoundMade: _round,
    dial_readings.DialRead: _read,
    dial_readings.ReadingFileTaken: _file,
    dial_readings.DialReadingSettled: _settled,
    dial_readings.DialReadingWithdrawn: _withdrawn,
}
