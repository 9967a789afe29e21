"""The tables in PostgreSQL for a process that only looks: in transactions that are read-only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from peewee import Database
from psycopg.errors import UndefinedTable

from app.office.store.errors import NoTables
from app.office.store.migrations import Part
from app.office.store.postgres import VIEW
from app.office.store.postgres_connections import Connections


class PostgresTables:
    """See :class:`app.office.store.reading.TablesReading`."""

    def __init__(self, dsn: str) -> None:
        """``dsn``: as libpq takes it, of a store that is there. Nothing is opened yet."""
        self._tables = Connections(dsn, Part.TABLES)

    @contextmanager
    def read(self) -> Iterator[Database]:
        """One consistent view of the tables. Raises StoreUnavailable, NoTables."""
        try:
            with self._tables.transaction(VIEW) as database:
                yield database
        except UndefinedTable as error:
            raise NoTables from error

    def close(self) -> None:
        """Ends it."""
        self._tables.close()
