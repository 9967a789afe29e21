"""Batches of events to tables: rows grouped by table, merged by key, one statement per table.

The order in which events arrive, and how they are cut into batches, makes no difference to any
table. That each event arrives once is the journal's business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from peewee import Database

from app.domain.identity import EventId
from app.ledger.events.codec import Entry
from app.ledger.projection.merging import ONCE, Row
from app.ledger.projection.projectors.registry import PROJECTORS
from app.ledger.projection.table import Table
from app.ledger.projection.tables import accounts, cards, counter, master, sales

TABLES: tuple[Table, ...] = (
    *master.TABLES,
    *accounts.TABLES,
    *cards.TABLES,
    *sales.TABLES,
    *counter.TABLES,
)

VERSION = 1
"""Grows whenever a projector maps an event otherwise; a change of tables is noticed by itself."""

_BUILDING = "building_"
_FORM_TABLE = "projection_form"


class _Bucket(NamedTuple):
    """Where the rows of one table gather: keys in front of their rows."""

    table: Table
    width: int
    rows: dict[Row, Row]


def create_tables(db: Database) -> None:
    """Creates all tables, empty, with their indexes; for a ledger that has none yet."""
    with db.atomic():
        for table in TABLES:
            table.create(db)
            table.create_indexes(db)
        _write_form(db)


def project(db: Database, batch: Sequence[tuple[EventId, Entry]]) -> None:
    """Takes events into the tables, within the caller's transaction.

    Each event may be given once in the life of the tables, in any order and any batches.
    """
    _write(db, gather(batch), prefix="")


def gather(batch: Iterable[tuple[EventId, Entry]]) -> dict[Table, list[Row]]:
    """The rows of a batch by table, one row for each key."""
    buckets = {
        table.record: _Bucket(table, len(table.keys), {}) for table in TABLES
    }
    for id, entry in batch:
        event = entry.event
        for row in PROJECTORS[type(event)](id, entry, event):
            table, width, rows = buckets[type(row)]
            key = row[:width]
            known = rows.get(key)
            rows[key] = row if known is None else table.merge(known, row)
        if entry.request is not None:
            pass
    return {
        bucket.table: list(bucket.rows.values()) for bucket in buckets.values() if bucket.rows
    }
