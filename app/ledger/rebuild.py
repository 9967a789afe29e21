"""The tables, computed anew from the journal: to compare, or to put in place."""

from __future__ import annotations

from collections.abc import Iterator

from peewee import Database

from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.events.codec import Entry
from app.ledger.ledger import Ledger
from app.ledger.projection import dump, engine
from app.ledger.projection.dump import Difference
from app.ledger.readable import Readable


def compare_tables(ledger: Readable) -> list[Difference]:
    """Where the tables differ from what the journal says. Changes nothing."""
    with ledger.read() as reader:
        return dump.check(reader.db, _batches(reader.db))


def rebuild_tables(ledger: Ledger) -> None:
    """Puts freshly computed tables in the place of the old ones, in one step."""
    ledger.exclusively(lambda db: engine.rebuild(db, _batches(db)))


def rebuild_within(db: Database) -> None:
    """The same in the caller's transaction, which changed the journal."""
    engine.rebuild(db, _batches(db))


def _batches(db: Database) -> Iterator[list[tuple[EventId, Entry]]]:
    for batch in journal.scan(db):
        yield [(id, entry) for id, entry, _body in batch]
