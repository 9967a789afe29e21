"""Fills the store of head office with a fleet's households: rows as the projectors leave them.

PostgreSQL gets them by COPY and by statements that turn each of those rows into a household's, in
one transaction on empty tables without indexes: nothing of it goes through the log (``wal_level =
minimal``), and indexes are built once. tests/office/test_scale.py proves the rows to be those of
the events.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import apsw
import psycopg

from app.domain.identity import kiosk_name
from app.domain.searching import parts_of, trimmed, words_to_keep
from app.ledger.projection.engine import TABLES
from app.office.store.migrations import Dialect
from tests.scale.fleet import Fleet, Person
from tests.scale.models import base64_of
from tests.scale.templates import COLUMNS, PERSON, statements

CHUNK = 50_000
"""Households whose rows are made together."""
_BEFORE_LOAD = "SET LOCAL maintenance_work_mem = '1GB'; SET LOCAL synchronous_commit = off"

Rows = Iterable[Sequence[object]]
Part: TypeAlias = "Callable[[_Filling, Fleet], None]"

_LOG = logging.getLogger(__name__)
_PROJECTED = tuple(f"tables.{table.name}" for table in TABLES)
_KEYS = ("tables.personal_key", "journal.personal_key")
_INDEX = ("tables.clear_word", "tables.clear_part", "tables.clear_near")
_PHONE = 10
"""Digits of a telephone's number."""


Item = TypeVar("Item")


def _portions(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


class _Filling(ABC):
    """One database, in one transaction."""

    dialect: Dialect

    @abstractmethod
    def run(self, statement: str) -> None:
        """Runs it."""

    @abstractmethod
    def add(self, table: str, columns: str, rows: Rows) -> None:
        """Adds rows."""


class _Postgres(_Filling):
    dialect = Dialect.POSTGRES

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def run(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    def add(self, table: str, columns: str, rows: Rows) -> None:
        copied = f"COPY {table} ({columns}) FROM STDIN".encode()
        with self._connection.cursor() as cursor, cursor.copy(copied) as copy:
            for some in _portions(rows, 5_000):
                copy.write("".join(["\t".join(map(_cell, row)) + "\n" for row in some]))


def _cell(value: object) -> str:
    """In COPY's text form; none of the texts here has a tab, a backslash or a line in it."""
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return value if isinstance(value, str) else str(value)


class _Sqlite(_Filling):
    dialect = Dialect.SQLITE

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def run(self, statement: str) -> None:
        self._connection.execute(statement)

    def add(self, table: str, columns: str, rows: Rows) -> None:
        marks = ", ".join("?" * (columns.count(",") + 1))
        self._connection.executemany(
            f"INSERT INTO {table.replace('tables.', '')} ({columns}) VALUES ({marks})",
            map(tuple, rows),
        )


def fill_postgres(dsn: str, fleet: Fleet) -> None:
    """Into tables that are empty; the rest of the store is made behind (founding.py)."""
    fork = get_context("fork")
    parts = [
        fork.Process(target=_fill_part, args=(dsn, fleet, part, tables))
        for part, tables in ((_rows, [*_PROJECTED, *_KEYS]), (_names, _INDEX))
    ]
    for one in parts:
        one.start()
    for one in parts:
        one.join()
    assert not any(one.exitcode for one in parts)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _fill_part(dsn: str, fleet: Fleet, part: Part, tables: Sequence[str]) -> None:
    with psycopg.connect(dsn, options="-c search_path=tables,journal") as connection:
        connection.execute(_BEFORE_LOAD.encode())
        with _bare_tables(connection, tables):
            part(_Postgres(connection), fleet)
        connection.commit()


def fill_sqlite(folder: Path, fleet: Fleet) -> None:
    """Likewise, of a store that nobody has open."""
    with closing(apsw.Connection(str(folder / "tables.db"))) as connection:
        connection.execute("ATTACH ? AS journal", (str(folder / "journal.db"),))
        with connection:
            for part in (_rows, _names):
                part(_Sqlite(connection), fleet)
        connection.execute("ANALYZE")


def _rows(into: _Filling, fleet: Fleet) -> None:
    """Projected rows and personal keys."""
    blob = "BYTEA" if into.dialect is Dialect.POSTGRES else "BLOB"
    into.run(PERSON.format(blob=blob))
    made = [
        *statements(fleet.models.buyer, into.dialect, buys=True),
        *statements(fleet.models.newcomer, into.dialect, buys=False),
    ]
    for some in _portions(fleet.persons(), CHUNK):
        into.add("person", COLUMNS, map(_row, some))
        for statement in made:
            into.run(statement)
        into.run("DELETE FROM person" if into.dialect is Dialect.SQLITE else "TRUNCATE person")
        keys = [(one.account, one.key) for one in some]
        into.add("journal.personal_key", "name, key", keys)
        into.add("tables.personal_key", "account, key", keys)
        _LOG.info("rows of %d accounts", some[-1].index + 1)
    into.run("DROP TABLE person")


def _row(one: Person) -> Sequence[object]:
    return (
        *(one.node, one.seq, one.first, one.at, one.day, one.account, one.meter, one.serial),
        *(base64_of(one.serial), one.serial.hex(), one.sealed, one.receipt),
        *(f"{kiosk_name(one.node)}-", int(one.buys)),
    )


def _names(into: _Filling, fleet: Fleet) -> None:
    """The index of clear names, as app/ledger/search_index.py keeps it."""
    known = set[str]()
    done = 0
    for some in _portions(fleet.names(), CHUNK):
        rows = [(word, account) for account, told in some for word in words_to_keep(told.values())]
        into.add("clear_word", "word, account", rows)
        words = {word for word, _account in rows} - known
        known |= {word for word in words if not _is_phone(word)}
        parts = ((part, word) for word in words for part in parts_of(word))
        into.add("clear_part", "part, word", parts)
        near = ((less, word) for word in words for less in trimmed(word))
        into.add("clear_near", "trimmed, word", near)
        done += len(some)
        _LOG.info("names of %d accounts", done)


def _is_phone(word: str) -> bool:
    """Nobody else has it, so that it need not be remembered."""
    return len(word) == _PHONE and word.isdecimal()


@contextmanager
def _bare_tables(connection: psycopg.Connection[Any], names: Sequence[str]) -> Iterator[None]:
    """Empty anew in this transaction, so that the log is left out; keys and indexes come behind."""
    run: Any = connection.execute
    given = (list(names),)
    keys = run(
        "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'p' AND conrelid = ANY(%s::regclass[])",
        given,
    ).fetchall()
    indexes = run(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE NOT indisprimary AND indrelid = ANY(%s::regclass[])",
        given,
    ).fetchall()
    run(f"TRUNCATE {', '.join(names)}")
    for name, table, _definition in keys:
        run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        run(f"DROP INDEX {name}")
    yield
    for name, table, definition in keys:
        run(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for _name, definition in indexes:
        run(definition)
