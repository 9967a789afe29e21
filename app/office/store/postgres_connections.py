"""Connections to PostgreSQL, each in one thread at a time, with the settings that keep a promise.

An idle one that the server closed meanwhile (it was restarted) is replaced without a word.
"""

from __future__ import annotations

import select
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import peewee
import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.numeric import IntLoader

from app.office.store.errors import StoreUnavailable, StoreUnsafe
from app.office.store.migrations import Part

_MOST = 20
"""Connections of one process and part at a time; PostgreSQL's own default is 100 for all."""
_IDLE = 8
_SETTINGS = (
    "-c search_path={path} -c synchronous_commit={commit} -c lock_timeout=30s "
    # Pages are short: compiling their plans takes longer than running them, and whoever walks along
    # an index seldom goes far.
    "-c jit=off -c cursor_tuple_fraction=0.0001 "
    # A question of people takes one processor at most: the others are for what kiosks send.
    "-c max_parallel_workers_per_gather=0 "
    "-c default_toast_compression=lz4"  # the server's work for an event is a third less (measured)
)
_PATHS = {Part.JOURNAL: "journal", Part.TABLES: "tables,journal"}
"""Queries over the tables look events up."""
_NEEDED = ("fsync", "full_page_writes", "synchronous_commit")
_FAILED = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    peewee.OperationalError,
    peewee.InterfaceError,
)


Database: TypeAlias = Any
"""A ``peewee.PostgresqlDatabase``, whose methods are untyped."""


class Connections:
    """To one schema of the database."""

    def __init__(self, dsn: str, part: Part, *, durable: bool = True) -> None:
        """``dsn``: as libpq takes it. Nothing is opened yet.

        ``durable``: what is committed is on the disk; else it comes there within a second.
        """
        said: dict[str, Any] = dict(conninfo_to_dict(dsn))
        self._needed = _NEEDED if durable else _NEEDED[:-1]
        settings = _SETTINGS.format(path=_PATHS[part], commit="on" if durable else "off")
        options = f"{said.pop('options', '')} {settings}"
        self._parameters = said | {"options": options.strip()}
        self._name = self._parameters.pop("dbname", "postgres")
        self._idle: list[Database] = []
        self._guard = threading.Lock()
        self._room = threading.BoundedSemaphore(_MOST)
        self._closed = False

    @contextmanager
    def transaction(self, begin: str = "BEGIN") -> Iterator[Database]:
        """Committed at the end, rolled back where the block raises. Raises StoreUnavailable."""
        with self._room:
            database = self._begun(begin)
            try:
                # So that peewee's own atomic() inside nests as a savepoint.
                database.push_transaction(database.transaction())
                try:
                    yield database
                finally:
                    database.pop_transaction()
                database.commit()
            except BaseException as error:
                self._undo(database)
                if isinstance(error, _FAILED):
                    raise StoreUnavailable(error) from error
                raise
            self._give_back(database)

    @contextmanager
    def alone(self) -> Iterator[Database]:
        """For one statement, which is a transaction by itself. Raises StoreUnavailable.

        A question takes one way to the server and back, where a transaction takes three.
        """
        with self._room:
            database = self._heard()
            try:
                yield database
            except BaseException as error:
                self._undo(database)
                if isinstance(error, _FAILED):
                    raise StoreUnavailable(error) from error
                raise
            self._give_back(database)

    def vacuum(self, tables: Sequence[str]) -> None:
        """Takes dead rows out of these. Raises StoreUnavailable."""
        with self._room:
            database = self._begun(f"VACUUM {', '.join(tables)}")
            self._give_back(database)

    def close(self) -> None:
        """Closes the idle ones; those in use close when they are given back."""
        with self._guard:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    def _begun(self, begin: str) -> Database:
        while (database := self._taken()) is not None:
            try:
                database.execute_sql(begin)
            except _FAILED:
                database.close()
            else:
                return database
        try:
            database = self._opened()
            database.execute_sql(begin)
        except _FAILED as error:
            raise StoreUnavailable(error) from error
        return database

    def _heard(self) -> Database:
        """An idle one to which the server has said nothing, as it does when it closes one."""
        while (database := self._taken()) is not None:
            socket = select.poll()
            socket.register(database.connection().pgconn.socket, select.POLLIN)
            if not socket.poll(0):
                return database
            database.close()
        try:
            return self._opened()
        except _FAILED as error:
            raise StoreUnavailable(error) from error

    def _taken(self) -> Database | None:
        with self._guard:
            return self._idle.pop() if self._idle else None

    def _opened(self) -> Database:
        database: Database = peewee.PostgresqlDatabase(
            self._name,
            prefer_psycopg3=True,
            autoconnect=False,
            thread_safe=False,
            **self._parameters,
        )
        database.connect()
        # Sums of whole numbers come as a decimal type, lest they overflow.
        database.connection().adapters.register_loader("numeric", IntLoader)
        for setting in self._needed:
            (value,) = database.execute_sql(f"SHOW {setting}").fetchone()
            if value == "off":
                database.close()
                raise StoreUnsafe(setting, value)
        return database

    def _undo(self, database: Database) -> None:
        try:
            database.rollback()
        except _FAILED:
            database.close()
        else:
            self._give_back(database)

    def _give_back(self, database: Database) -> None:
        with self._guard:
            if not self._closed and len(self._idle) < _IDLE:
                self._idle.append(database)
                return
        database.close()
