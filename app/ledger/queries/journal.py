"""Single events of the journal."""

from __future__ import annotations

from peewee import Database

from app.domain.identity import EventId
from app.ledger.events.codec import Entry, decode_entry
from app.ledger.queries.reading import value


def entry(db: Database, id: EventId) -> Entry | None:
    """An event as it stands in the journal; None if it is not here. Raises LedgerNewer."""
    body = value(db, "SELECT body FROM journal_event WHERE node = ? AND epoch = ? AND seq = ?", id)
    return None if body is None else decode_entry(bytes(body))


def hash_of(db: Database, id: EventId) -> bytes | None:
    """The chain's hash at an event, 32 bytes; None if it is not here or not chained here."""
    found = value(db, "SELECT hash FROM journal_event WHERE node = ? AND epoch = ? AND seq = ?", id)
    return None if found is None else bytes(found)
