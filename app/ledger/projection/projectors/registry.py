"""Which projector an event has, and all rows of an entry."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.merging import Row
from app.ledger.projection.projectors import counter, exceptions, master, sales
from app.ledger.projection.projectors.parts import Projector, key_of, tag_of
from app.ledger.projection.tables.counter import RequestRecord

PROJECTORS: dict[type[Event], Projector] = {
    **master.PROJECTORS,
    **counter.PROJECTORS,
    **sales.PROJECTORS,
    **exceptions.PROJECTORS,
}


def rows_of(id: EventId, entry: Entry) -> Iterable[Row]:
    """The rows that an entry of the journal brings, in no particular order."""
    event = entry.event
    rows = PROJECTORS[type(event)](id, entry, event)
    if entry.request is None:
        return rows
    return *rows, RequestRecord(id.node, entry.request, entry.at, key_of(id), tag_of(event))
