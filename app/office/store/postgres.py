"""The store in a PostgreSQL database: one schema for the journal, one for the tables.

Several processes may push and project at once: a push locks its kiosk's row, compares the cursor
and copies; nothing else is touched, so that Citus can run it on one machine (docs/citus.md).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from peewee import Database

from app.domain.identity import Node
from app.ledger.projection.table import Table
from app.office.store.contract import Projecting
from app.office.store.errors import StoreNewer
from app.office.store.migrations import HISTORY, MIGRATIONS, Dialect, Part, history, statements
from app.office.store.postgres_connections import Connections
from app.office.store.postgres_rows import add_new, write_rows
from app.office.store.rows import Waiting
from app.office.store.session import Row, Session
from app.office.store.sql_projecting import SqlProjecting
from app.office.store.sql_store import SqlStore

T = TypeVar("T")

_LOCKING = " FOR UPDATE"
VIEW = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_PERSONAL = ("personal_key", "clear_word", "clear_part", "clear_near")
_SEALED = ("personal_key", "sealed_keys", "held_bundle", "held_key")
_MIGRATING = 0x54415043
"""Key of the lock under which one process at a time changes the schema."""
_COPY_EVENTS = b"COPY journal_event (node, epoch, seq, hash, body) FROM STDIN (FORMAT BINARY)"
_COPY_IMAGES = b"COPY plan_image (node, digest, body) FROM STDIN (FORMAT BINARY)"
_KNOWN_IMAGES = b"SELECT digest FROM plan_image WHERE node = %s AND digest = ANY(%b)"
_COPY_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END = b"\xff\xff"
_EVENT = struct.Struct(">hiqiqiqi32si")
"""A row of five fields, each behind its length; of the last one, the body, only the length.

Source: PostgreSQL's documentation of COPY, "Binary Format".
"""
_IMAGE = struct.Struct(">hiqi32si")
"""Likewise, of three."""


class PostgresStore(SqlStore):
    """See :class:`app.office.store.contract.Store`."""

    projectors = 2

    def __init__(self, dsn: str) -> None:
        """Opens the store and makes or changes its schema.

        ``dsn``: as libpq takes it. Raises StoreUnavailable, StoreUnsafe, StoreNewer.
        """
        self._journal = Connections(dsn, Part.JOURNAL)
        self._notes = Connections(dsn, Part.JOURNAL, durable=False)
        self._tables = Connections(dsn, Part.TABLES)
        try:
            _migrate(self._journal, Part.JOURNAL)
            _migrate(self._tables, Part.TABLES)
        except BaseException:
            self.close()
            raise

    def project(self, work: Callable[[Projecting], T]) -> T:
        """Runs ``work`` in one transaction over the tables, in this thread."""
        with self._tables.transaction() as database:
            return work(SqlProjecting(database, _Session(database.connection())))

    @contextmanager
    def read_tables(self) -> Iterator[Database]:
        """One consistent view of the tables."""
        with self._tables.transaction(VIEW) as database:
            yield database

    def waiting(self, lane: str, limit: int = 100) -> Sequence[Waiting]:
        """Where a projector has something to do."""
        rows = self._look(
            "SELECT e.node, e.epoch, coalesce(c.seq, 0), e.last_seq "
            "FROM journal.kiosk_epoch e LEFT JOIN tables.projection_cursor c "
            "ON c.node = e.node AND c.epoch = e.epoch AND c.lane = ? "
            "WHERE coalesce(c.seq, 0) < e.last_seq ORDER BY e.node, e.epoch LIMIT ?",
            (lane, limit),
        )
        return [Waiting(*row) for row in rows]

    def wipe(self) -> None:
        """Dead rows go from the tables; the server's own log has them until it is recycled."""
        self._tables.vacuum(_PERSONAL)
        self._journal.vacuum(_SEALED)

    def close(self) -> None:
        """Ends it; repeatable."""
        self._journal.close()
        self._notes.close()
        self._tables.close()

    def _do(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        with self._journal.alone() as database:
            return _Session(database.connection()).rows(sql, parameters)

    def _note(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        with self._notes.alone() as database:
            return _Session(database.connection()).rows(sql, parameters)

    def _look(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        return self._do(sql, parameters)

    def _look_at_tables(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        with self._tables.alone() as database:
            return _Session(database.connection()).rows(sql, parameters)

    def _write(self, work: Callable[[Session], T]) -> T:
        with self._journal.transaction() as database:
            return work(_Session(database.connection()))

    @contextmanager
    def _read(self) -> Iterator[Session]:
        with self._journal.transaction(VIEW) as database:
            yield _Session(database.connection())

    @contextmanager
    def _read_tables(self) -> Iterator[Session]:
        with self._tables.transaction(VIEW) as database:
            yield _Session(database.connection())


def _migrate(connections: Connections, part: Part) -> None:
    with connections.transaction() as database:
        run = database.execute_sql
        run("SELECT pg_advisory_xact_lock(%s)", (_MIGRATING,))
        run(f"CREATE SCHEMA IF NOT EXISTS {part}")
        run(history(Dialect.POSTGRES))
        (found,) = run(f"SELECT coalesce(max(number), 0) FROM {HISTORY}").fetchone()
        if found > MIGRATIONS[-1].number:
            raise StoreNewer
        for migration in MIGRATIONS[found:]:
            for statement in statements(migration, part, Dialect.POSTGRES):
                run(statement)
            run(f"INSERT INTO {HISTORY} VALUES (%s)", (migration.number,))


class _Session:
    """See :class:`Session`."""

    locking = _LOCKING
    skipping = _LOCKING + " SKIP LOCKED"

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        # Bodies of events would come in hexadecimal otherwise.
        cursor = self._connection.execute(_marked(sql), parameters, binary=True)
        return cursor.fetchall() if cursor.description is not None else []

    def many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_marked(sql), rows)

    def lock_table(self, name: str) -> None:
        self._connection.execute(f"LOCK TABLE {name} IN EXCLUSIVE MODE".encode())

    def write_rows(self, rows: Mapping[Table, Sequence[Row]], prefix: str) -> None:
        write_rows(self._connection, rows, prefix)

    def add_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        add_new(self._connection, table, columns, rows)

    def add_events(
        self,
        node: Node,
        epoch: int,
        first: int,
        bodies: Sequence[bytes],
        hashes: Sequence[bytes],
    ) -> None:
        parts: list[bytes] = []
        for seq, (hash, body) in enumerate(zip(hashes, bodies, strict=True), first):
            parts += (_EVENT.pack(5, 8, node, 8, epoch, 8, seq, 32, hash, len(body)), body)
        self._copy(_COPY_EVENTS, parts)

    def add_images(self, node: Node, images: Mapping[bytes, bytes]) -> None:
        """Under the kiosk's lock nobody adds one between the question and the answer."""
        # An array of bytes as a text costs more than all of the rest here.
        there = self._connection.execute(_KNOWN_IMAGES, (node, list(images)), binary=True)
        known = {row[0] for row in there}
        parts: list[bytes] = []
        for digest, body in images.items():
            if digest not in known:
                parts += (_IMAGE.pack(3, 8, node, 32, digest, len(body)), body)
        if parts:
            self._copy(_COPY_IMAGES, parts)

    def _copy(self, statement: bytes, parts: Sequence[bytes]) -> None:
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(b"".join((_COPY_BEGIN, *parts, _COPY_END)))


@lru_cache(maxsize=256)
def _marked(sql: str) -> bytes:
    """A statement with the marks of psycopg."""
    return sql.replace("?", "%s").encode()
