"""The tables of head office for a process that only looks: nothing can be written through it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from peewee import Database

from app.ledger.connections import Readers
from app.ledger.database import connection_of
from app.office.store.errors import NoTables
from app.office.store.opening import POSTGRES, NoPostgres
from app.office.store.sqlite import JOURNAL_FILE, TABLES_FILE, attach_journal


class TablesReading(Protocol):
    """For any number of threads."""

    def read(self) -> AbstractContextManager[Database]:
        """One consistent view of the tables, for queries. Raises as the store does."""

    def close(self) -> None:
        """Ends it."""


def reading_of(place: str) -> TablesReading:
    """``place``: as :func:`app.office.store.opening.open_store` takes it.

    Raises NoPostgres, and NoTables here or as soon as something is read.
    """
    if not place.startswith(POSTGRES):
        if not (Path(place) / TABLES_FILE).exists():
            raise NoTables
        return _SqliteTables(Path(place))
    try:
        from app.office.store.postgres_reading import PostgresTables
    except ImportError as error:
        raise NoPostgres from error
    return PostgresTables(place)


class _SqliteTables:
    def __init__(self, folder: Path) -> None:
        """``folder``: of a store that is there."""
        self._journal = folder / JOURNAL_FILE
        self._readers = Readers(folder / TABLES_FILE)

    @contextmanager
    def read(self) -> Iterator[Database]:
        with self._readers.snapshot() as database:
            attach_journal(connection_of(database), self._journal)
            yield database

    def close(self) -> None:
        self._readers.close()
