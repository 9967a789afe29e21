"""One writing connection on one thread, and query-only ones for everybody else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import apsw
from peewee import PeeweeException
from playhouse.apsw_ext import APSWDatabase

from app.domain.text import _
from app.ledger.database import (
    COMMIT_ROOM,
    connection_of,
    open_reader,
    open_writer,
    raise_translated,
    require_room,
    unsafe_disk,
)
from app.ledger.errors import CommitInDoubt, LedgerError, LedgerUnsafe

T = TypeVar("T")

_IDLE_READERS = 4


class Writer:
    """The one connection that writes, and its thread."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Opens the file. Raises LedgerDamaged, LedgerUnsafe."""
        self._path = path
        self._broken: LedgerError | None = None
        self._closed = False
        self._thread = ThreadPoolExecutor(1, "ledger-writer", self._remember_thread)
        self._thread_id = 0
        try:
            self._database: APSWDatabase = self._thread.submit(
                open_writer, path, create=create
            ).result()
        except BaseException:
            self._thread.shutdown()
            raise

    def _remember_thread(self) -> None:
        self._thread_id = threading.get_ident()

    def require_usable(self) -> None:
        """Raises what broke the ledger, again and again until it is opened anew.

        After :meth:`close`, RuntimeError.
        """
        if self._closed:
            raise RuntimeError("the ledger is closed")
        if self._broken is not None:
            raise type(self._broken)(self._broken.message, self._broken.remedy)

    def run(self, work: Callable[[APSWDatabase], T]) -> T:
        """Runs ``work(database)`` on the writer's thread, outside any transaction."""
        self._require_other_thread()
        return self._thread.submit(work, self._database).result()

    def alone(self, work: Callable[[APSWDatabase], T]) -> T:
        """Like :meth:`run`, for work that begins and ends transactions itself.

        Raises DiskFull, LedgerDamaged, LedgerUnsafe; what it left open is rolled back.
        """

        def guarded(database: APSWDatabase) -> T:
            self.require_usable()
            try:
                return work(database)
            except BaseException as error:
                self._undo(connection_of(database))
                self._translate(error)
                raise

        return self.run(guarded)

    def transact(self, work: Callable[[APSWDatabase], T], committed: Callable[[T], None]) -> T:
        """Runs ``work(database)`` in one IMMEDIATE transaction and makes it durable.

        ``committed`` gets the result on the writer's thread before any later transaction begins.

        Raises:
            DiskFull: no room; nothing was recorded.
            CommitInDoubt: COMMIT failed; it may be there or not. The ledger is unusable now.
            LedgerUnsafe, LedgerDamaged: the storage failed before COMMIT; nothing was recorded.
            Anything else comes out of ``work``, after a rollback.
        """
        self.require_usable()
        self._require_other_thread()
        return self._thread.submit(self._transact, work, committed).result()

    def close(self) -> None:
        """Ends the thread and closes the connection; a broken one as well as it can. Repeatable."""
        if self._closed:
            return

        def end(database: APSWDatabase) -> None:
            try:
                database.close()
            except (apsw.Error, PeeweeException):
                if self._broken is None:
                    raise

        self.run(end)
        self._closed = True
        self._thread.shutdown()

    def _require_other_thread(self) -> None:
        if threading.get_ident() == self._thread_id:
            raise RuntimeError("a transaction must not wait for another one")

    def _transact(self, work: Callable[[APSWDatabase], T], committed: Callable[[T], None]) -> T:
        self.require_usable()
        require_room(self._path, COMMIT_ROOM)
        connection = connection_of(self._database)
        try:
            connection.execute("BEGIN IMMEDIATE")
            # So that peewee's own atomic() inside nests as a savepoint.
            with _as_outermost(self._database):
                result = work(self._database)
            self._require_open(connection)
        except BaseException as error:
            self._undo(connection)
            self._translate(error)
            raise
        self._commit(connection)
        committed(result)
        return result

    def _require_open(self, connection: apsw.Connection) -> None:
        """``work`` may have swallowed an error on which SQLite rolls back by itself."""
        if connection.get_autocommit():
            raise self._break(unsafe_disk(_("the transaction was undone by the database")))

    def _commit(self, connection: apsw.Connection) -> None:
        try:
            connection.execute("COMMIT")
        except BaseException as error:
            doubt = CommitInDoubt(
                _("Writing the ledger failed at the last step: {error}").format(error=error),
                _("It may be recorded or not. Start Tapcard again; it looks and settles it."),
            )
            raise self._break(doubt) from error

    def _undo(self, connection: apsw.Connection) -> None:
        """Rolls back, unless SQLite has done it already (it does on a full disk)."""
        try:
            if not connection.get_autocommit():
                connection.execute("ROLLBACK")
        except apsw.Error as error:
            raise self._break(unsafe_disk(error)) from error

    def _translate(self, error: BaseException) -> None:
        try:
            raise_translated(error)
        except LedgerUnsafe as failed:
            # After a failed read or write the kernel's cache cannot be believed any more.
            raise self._break(failed) from error

    def _break(self, error: LedgerError) -> LedgerError:
        self._broken = error
        return error


@contextmanager
def _as_outermost(database: APSWDatabase) -> Iterator[None]:
    database.push_transaction(database.transaction())
    try:
        yield
    finally:
        database.pop_transaction()


class Readers:
    """Query-only connections, handed to one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[APSWDatabase] = []
        self._guard = threading.Lock()
        self._closed = False

    @contextmanager
    def snapshot(self) -> Iterator[APSWDatabase]:
        """A database that sees one state of the ledger, whatever is committed meanwhile.

        Raises LedgerDamaged, LedgerUnsafe.
        """
        database = self._take()
        connection = connection_of(database)
        try:
            connection.execute("BEGIN")
            yield database
        except Exception as error:
            raise_translated(error)
            raise
        finally:
            self._give_back(database, connection)

    def close(self) -> None:
        """Closes the idle ones; those in use close when they are given back."""
        with self._guard:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    def _take(self) -> APSWDatabase:
        with self._guard:
            if self._idle:
                return self._idle.pop()
        return open_reader(self._path)

    def _give_back(self, database: APSWDatabase, connection: apsw.Connection) -> None:
        with suppress(apsw.Error):
            if not connection.get_autocommit():
                connection.execute("ROLLBACK")
        with self._guard:
            if connection.get_autocommit() and not self._closed and len(self._idle) < _IDLE_READERS:
                self._idle.append(database)
                return
        database.close()
