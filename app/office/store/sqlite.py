"""The store in one folder: the journal of all nodes in one SQLite file, the tables in another.

Opened as a ledger is: WAL, every commit forced to the medium, settings read back
(app/ledger/database.py). One process serves; others on the machine may look and write between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TypeVar

import apsw
from peewee import Database
from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import Node
from app.ledger.connections import Readers, Writer
from app.ledger.database import APPLICATION_ID, connection_of
from app.ledger.files import create_private
from app.ledger.projection.table import Table
from app.office.store.contract import Projecting
from app.office.store.errors import StoreNewer, StoreUnavailable
from app.office.store.migrations import HISTORY, MIGRATIONS, Dialect, Part, history, statements
from app.office.store.rows import Waiting
from app.office.store.session import Row, Session
from app.office.store.sql_projecting import SqlProjecting
from app.office.store.sql_store import SqlStore
from app.office.store.sqlite_rows import write_rows

T = TypeVar("T")

JOURNAL_FILE, TABLES_FILE = "journal.db", "tables.db"
_PATIENCE = 30_000
"""Milliseconds that one process waits for another one's transaction."""
_FOLDER_MODE = 0o700
_PAGE = 16 << 10
"""Bytes. Events of 1.5 KB leave less of it empty: a fifth less room than SQLite's own 4 KiB, and a
third less work to add them (measured)."""
_ROWS = 256
"""In one statement. The driver lets other threads on behind each, and a statement for each row
would wait for the interpreter longer than it takes: two threads took a third longer (measured)."""


class SqliteStore(SqlStore):
    """See :class:`app.office.store.contract.Store`."""

    projectors = 0

    def __init__(self, folder: Path) -> None:
        """Opens the store, makes it where there is none.

        Raises LedgerDamaged, LedgerUnsafe, DiskFull, StoreNewer.
        """
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        self._journal = _File(folder / JOURNAL_FILE, Part.JOURNAL)
        try:
            self._tables = _File(folder / TABLES_FILE, Part.TABLES)
        except BaseException:
            self._journal.close()
            raise

    def project(self, work: Callable[[Projecting], T]) -> T:
        """Runs ``work`` in one transaction over the tables."""
        return self._tables.write(
            lambda database: work(SqlProjecting(database, _Session(connection_of(database))))
        )

    @contextmanager
    def read_tables(self) -> Iterator[Database]:
        """One consistent view of the tables."""
        with self._tables.readers.snapshot() as database:
            attach_journal(connection_of(database), self._journal.path)
            yield database

    def waiting(self, lane: str, limit: int = 100) -> Sequence[Waiting]:
        """Where a projector has something to do."""
        with self._read_tables() as session:
            cursors = {
                (node, epoch): seq
                for node, epoch, seq in session.rows(
                    "SELECT node, epoch, seq FROM projection_cursor WHERE lane = ?", (lane,)
                )
            }
        with self._read() as session:
            heads = session.rows(
                "SELECT node, epoch, last_seq FROM kiosk_epoch ORDER BY node, epoch"
            )
        found = (Waiting(n, e, cursors.get((n, e), 0), last) for n, e, last in heads)
        return [one for one in found if one.after < one.last][:limit]

    def forget_key(self, name: str) -> None:
        """Destroys a personal key, for good: in the write-ahead log too."""
        super().forget_key(name)
        self._journal.empty_log()

    def wipe(self) -> None:
        """Deleted rows are overwritten; what the logs still have of them goes here."""
        self._journal.empty_log()
        self._tables.empty_log()

    def close(self) -> None:
        """Ends it; repeatable."""
        self._journal.close()
        self._tables.close()

    def _do(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        return self._write(lambda session: session.rows(sql, parameters))

    def _note(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        return self._do(sql, parameters)

    def _look(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        with self._read() as session:
            return session.rows(sql, parameters)

    def _look_at_tables(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        with self._read_tables() as session:
            return session.rows(sql, parameters)

    def _write(self, work: Callable[[Session], T]) -> T:
        return self._journal.write(lambda database: work(_Session(connection_of(database))))

    @contextmanager
    def _read(self) -> Iterator[Session]:
        with self._journal.readers.snapshot() as database:
            yield _Session(connection_of(database))

    @contextmanager
    def _read_tables(self) -> Iterator[Session]:
        with self._tables.readers.snapshot() as database:
            yield _Session(connection_of(database))


def attach_journal(connection: apsw.Connection, path: Path) -> None:
    """Queries over the tables look events up."""
    if "journal" not in connection.db_names():
        connection.execute("ATTACH ? AS journal", (str(path),))


class _File:
    """One database file with its writer and readers."""

    def __init__(self, path: Path, part: Part) -> None:
        if not path.exists() or path.stat().st_size == 0:
            _create(path)
        self.path = path
        self._writer = Writer(path)
        self.readers = Readers(path)
        try:
            self._writer.run(_set_up)
            self.write(lambda database: _migrate(connection_of(database), part))
        except BaseException:
            self.close()
            raise

    def write(self, work: Callable[[APSWDatabase], T]) -> T:
        """One durable transaction."""
        try:
            return self._writer.transact(work, lambda _result: None)
        except apsw.BusyError as error:
            raise StoreUnavailable(error) from error

    def empty_log(self) -> None:
        """As far as no reader holds it; a later checkpoint does the rest."""
        with suppress(apsw.BusyError):
            self._writer.run(
                lambda db: connection_of(db).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            )

    def close(self) -> None:
        self.readers.close()
        self._writer.close()


def _set_up(database: APSWDatabase) -> None:
    connection = connection_of(database)
    connection.set_busy_timeout(_PATIENCE)
    # Little is deleted here, and of that personal keys, sealed or open, must leave no trace.
    connection.pragma("secure_delete", "ON")


def _create(path: Path) -> None:
    """A file of nothing but its header, which says the size of its pages for good."""
    path.unlink(missing_ok=True)  # an empty one: its making was interrupted
    create_private(path)
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    connection.pragma("page_size", _PAGE)
    connection.pragma("application_id", APPLICATION_ID)
    connection.close()


def _migrate(connection: apsw.Connection, part: Part) -> None:
    connection.execute(history(Dialect.SQLITE))
    found = connection.execute(f"SELECT coalesce(max(number), 0) FROM {HISTORY}").get
    if found > MIGRATIONS[-1].number:
        raise StoreNewer
    for migration in MIGRATIONS[found:]:
        for statement in statements(migration, part, Dialect.SQLITE):
            connection.execute(statement)
        connection.execute(f"INSERT INTO {HISTORY} VALUES (?)", (migration.number,))


class _Session:
    """See :class:`Session`: one writes at a time, so nothing needs to be locked."""

    locking = ""
    skipping = ""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(sql, _bound(parameters)).fetchall()

    def many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        self._connection.executemany(sql, map(_bound, rows))

    def lock_table(self, name: str) -> None:
        """The transaction has the whole file."""

    def write_rows(self, rows: Mapping[Table, Sequence[Row]], prefix: str) -> None:
        write_rows(self._connection, rows, prefix)

    def add_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        names, marks = ", ".join(columns), ", ".join("?" for _name in columns)
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT ({names}) DO NOTHING"
        self.many(sql, rows)

    def add_events(
        self,
        node: Node,
        epoch: int,
        first: int,
        bodies: Sequence[bytes],
        hashes: Sequence[bytes],
    ) -> None:
        rows = enumerate(zip(hashes, bodies, strict=True), first)
        self._add(
            "INSERT INTO journal_event (node, epoch, seq, hash, body) VALUES {rows}",
            (node, epoch),
            [(seq, hash, body) for seq, (hash, body) in rows],
        )

    def add_images(self, node: Node, images: Mapping[bytes, bytes]) -> None:
        self._add(
            "INSERT INTO plan_image (node, digest, body) VALUES {rows} "
            "ON CONFLICT (node, digest) DO NOTHING",
            (node,),
            list(images.items()),
        )

    def _add(
        self, sql: str, same: Sequence[int], rows: Sequence[tuple[apsw.SQLiteValue, ...]]
    ) -> None:
        """``same``: what all rows begin with."""
        for at in range(0, len(rows), _ROWS):
            some = rows[at : at + _ROWS]
            statement = _adding(sql, len(same), len(some), len(some[0]))
            self._connection.execute(statement, (*same, *chain.from_iterable(some)))


@lru_cache(maxsize=128)
def _adding(sql: str, same: int, rows: int, width: int) -> str:
    """The statement that adds so many rows."""
    alike = "".join(f"?{at}, " for at in range(1, same + 1))
    starts = range(same + 1, same + 1 + rows * width, width)
    own = (", ".join(f"?{at + one}" for one in range(width)) for at in starts)
    return sql.format(rows=", ".join(f"({alike}{one})" for one in own))


def _bound(parameters: Sequence[object]) -> tuple[apsw.SQLiteValue, ...]:
    return tuple(parameters)
