"""Tables as text, and the tables of a ledger against a new projection of its journal.

The text is the same on SQLite and on PostgreSQL: rows in the order of their keys, byte by byte,
each a line of JSON.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

import apsw
import msgspec
from peewee import Database
from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId
from app.ledger.events.codec import Entry
from app.ledger.projection.engine import TABLES, create_tables, project
from app.ledger.projection.merging import Row, quoted
from app.ledger.projection.statements import stream
from app.ledger.projection.table import Table

_MOST_DIFFERENCES = 100
"""Per table: enough to see a pattern, little enough to read and to hold."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A row that the ledger's tables and the journal do not agree on."""

    table: str
    key: tuple[object, ...]
    column: str | None
    """None where the whole row is missing on one side."""
    stored: object
    recomputed: object


def canonical_dump(db: Database) -> Iterator[bytes]:
    """All rows of all tables as lines of JSON: table, then columns; blobs in base64."""
    for table in sorted(TABLES, key=lambda table: table.name):
        for row in _rows(db, table):
            yield msgspec.json.encode((table.name, *row)) + b"\n"


def digests(db: Database) -> dict[str, str]:
    """SHA-256 of each table's part of the canonical dump, in hexadecimal."""
    found = {}
    for table in TABLES:
        digest = hashlib.sha256()
        for row in _rows(db, table):
            digest.update(msgspec.json.encode((table.name, *row)) + b"\n")
        found[table.name] = digest.hexdigest()
    return found


def check(db: Database, scan: Iterable[Sequence[tuple[EventId, Entry]]]) -> list[Difference]:
    """Projects the whole journal anew, beside the ledger, and says where its tables differ.

    Writes nothing to ``db``. At most a hundred differences of each table are returned.
    """
    with closing(_scratch()) as scratch:
        create_tables(scratch)
        for batch in scan:
            with scratch.atomic():
                project(scratch, batch)
        stored, recomputed = digests(db), digests(scratch)
        return [
            difference
            for table in TABLES
            if stored[table.name] != recomputed[table.name]
            for difference in _differences(table, db, scratch)
        ]


def _scratch() -> Database:
    """A private database that SQLite keeps in memory as long as it is small, then in a file."""
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
    scratch: Database = APSWDatabase("file:", autoconnect=False, thread_safe=False, flags=flags)
    scratch.connect()
    return scratch


def _rows(db: Database, table: Table) -> Iterator[Row]:
    """Rows in the order of their keys."""
    order = quoted(table.keys)
    booleans = [index for index, column in enumerate(table.columns) if column.type is bool]
    names = quoted(table.merging.columns)
    query = f'SELECT {names} FROM "{table.name}" ORDER BY {order}'  # noqa: S608  names of our tables
    for row in stream(db, query):
        yield _plain(row, booleans) if booleans else tuple(row)


def _plain(row: Sequence[object], booleans: Sequence[int]) -> Row:
    """SQLite keeps truth as 0 and 1."""
    values = list(row)
    for index in booleans:
        value = values[index]
        values[index] = None if value is None else bool(value)
    return tuple(values)


def _differences(table: Table, db: Database, scratch: Database) -> list[Difference]:
    width = len(table.keys)
    found: list[Difference] = []
    for old, new in _paired(_rows(db, table), _rows(scratch, table), width):
        if old is None or new is None:
            key = (old or new or ())[:width]
            found.append(
                Difference(table=table.name, key=key, column=None, stored=old, recomputed=new)
            )
        elif old != new:
            found += [
                Difference(table=table.name, key=old[:width], column=name, stored=a, recomputed=b)
                for name, a, b in zip(table.merging.columns, old, new, strict=True)
                if a != b
            ]
        if len(found) >= _MOST_DIFFERENCES:
            break
    return found[:_MOST_DIFFERENCES]


def _paired(
    left: Iterator[Row], right: Iterator[Row], width: int
) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows of two sorted streams with the same key side by side; None where one is missing."""
    a, b = next(left, None), next(right, None)
    while a is not None or b is not None:
        if b is None or (a is not None and a[:width] < b[:width]):
            yield a, None
            a = next(left, None)
        elif a is None or b[:width] < a[:width]:
            yield None, b
            b = next(right, None)
        else:
            yield a, b
            a, b = next(left, None), next(right, None)
