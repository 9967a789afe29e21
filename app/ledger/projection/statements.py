"""Statements on a peewee database without its query builder: short, typed, compiled by hand.

Queries of a counter are few and fixed; building each anew costs more than running it. So does
compiling: SQLite looks at what is bound to a bare ``= ?`` in a query with ORDER BY, and to a bare
``LIMIT ?``, and compiles the statement again at each run. ``= +?`` and a limit in the text keep it.

Statements are written as SQLite has them; :mod:`.postgres_words` says them to PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from peewee import Database

from app.ledger.projection.merging import Row
from app.ledger.projection.postgres_words import for_postgres

_AT_A_TIME = 2_000
"""Rows that are fetched from a server at once."""
_SOME = 25
"""Likewise, of which only some are wanted."""
_CURSORS = count(1)
"""Several may be open in a transaction."""


def _said(db: Database, sql: str) -> str:
    """A statement as the database says it."""
    return sql if db.param == "?" else for_postgres(sql)


def execute(db: Database, sql: str, params: Sequence[object] = ()) -> Any:  # noqa: ANN401  a driver's cursor
    """Runs one statement and returns its cursor. ``?`` stands for a parameter on any database."""
    run: Any = db.execute_sql  # untyped in peewee's stubs
    return run(_said(db, sql), params)


def query(db: Database, sql: str, params: Sequence[object] = ()) -> Any:  # noqa: ANN401  a driver's cursor
    """Like :func:`execute` for what only reads, past peewee: errors are the driver's own.

    Half of what a short query costs is peewee's hooks and its translation of errors.
    """
    cursor: Any = db.cursor  # untyped in peewee's stubs
    asked = cursor()
    asked.execute(_said(db, sql), params)
    return asked


def all_rows(db: Database, sql: str, params: Sequence[object] = ()) -> list[Row]:
    """All rows of a query, at once."""
    found: list[Row] = query(db, sql, params).fetchall()
    return found


def execute_many(db: Database, sql: str, rows: Iterable[Row]) -> None:
    """Runs one statement for each row."""
    cursor: Any = db.cursor  # untyped in peewee's stubs
    cursor().executemany(_said(db, sql), rows)


def stream(db: Database, sql: str, params: Sequence[object] = ()) -> Iterator[Row]:
    """The rows of a query that may be longer than memory, inside the caller's transaction."""
    if db.param == "?":
        yield from query(db, sql, params)
        return
    # Elsewhere a cursor means that the first rows are wanted soon: walk().
    query(db, "SET LOCAL cursor_tuple_fraction = 1")
    yield from _from_server(db, sql, params, _AT_A_TIME)


def walk(db: Database, sql: str, params: Sequence[object] = ()) -> Iterator[Row]:
    """The rows of a query of which perhaps only the first ones are wanted, one after the other.

    A server would compute all of them and send them; behind a cursor it computes what is fetched,
    and plans for that.
    """
    return iter(query(db, sql, params)) if db.param == "?" else _from_server(db, sql, params, _SOME)


def _from_server(db: Database, sql: str, params: Sequence[object], at_a_time: int) -> Iterator[Row]:
    connection: Any = db.connection()  # type: ignore[no-untyped-call]  # untyped in peewee's stubs
    with connection.cursor(name=f"rows_{next(_CURSORS)}") as cursor:
        cursor.itersize = at_a_time
        yield from cursor.execute(_said(db, sql), params)
