"""Which projector an event has, and all rows of an entry."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.merging import Row
from app.ledger.projection.projectors import counter, exceptions, master, sales
from app.ledger.projection.projectors.parts import Projector, tag_of
from app.ledger.projection.tables.counter import RequestRecord

PROJECTORS: dict[type[Event], Projector] = {
    **master.PROJECTORS,
    **counter.PROJECTORS,
    **sales.PROJECTORS,
    **exceptions.PROJECTORS,
}


def rows_of(id: EventId, entry: Entry) -> list[Row]:
    """The rows that an entry of the journal brings, in no particular order."""
    event = entry.event
    rows = list(PROJECTORS[type(event)](id, entry, event))
    if entry.request is not None:
        rows.append(RequestRecord(id.node, entry.request, entry.at, id.to_key(), tag_of(event)))
    return rows
