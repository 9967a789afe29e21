"""Rows of projected tables to values: columns of a record, dates, identities, JSON."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from peewee import Database

from app.domain.identity import EventId, Node
from app.ledger.projection.statements import query

NOTHING_MORE = "\x01"
"""Behind a text: below everything that a longer one goes on with. PostgreSQL has no zero there."""
LARGEST_KEY = (1 << 63) - 1
"""No key and no stamp is larger."""

Record = TypeVar("Record", bound=NamedTuple)
Value = TypeVar("Value")


def select(table: str, record: type[Record], rest: str = "") -> str:
    """A query for all columns of a record; ``rest`` is what follows the table's name."""
    return f"SELECT {quoted_in(table, record)} FROM {table} {rest}"  # noqa: S608  names of our tables


def quoted_in(table: str, record: type[Record]) -> str:
    """The columns of a record as a list in SQL, by table, for joins."""
    return ", ".join(f'{table}."{name}"' for name in record._fields)


def rows_for(rows: Sequence[Sequence[object]]) -> str:
    """Marks for what is bound in place of a table: one row of them for each of ``rows``."""
    return ", ".join(f"({marks_for(row)})" for row in rows)


def marks_for(values: Collection[object]) -> str:
    """The marks of a list after IN; of an empty one, which not all take, what finds nothing."""
    return ", ".join("?" * len(values)) or "NULL"


def id_of(key: int | None) -> EventId | None:
    """The identity behind a nullable key."""
    return None if key is None else EventId.from_key(key)


def day_of(text: str | None) -> date | None:
    """The date behind a nullable text."""
    return None if text is None else date.fromisoformat(text)


def known(value: Value | None) -> Value:
    """A column that is filled in every row that its query can find."""
    assert value is not None
    return value


def first(db: Database, sql: str, params: Sequence[object] = ()) -> tuple[Any, ...] | None:
    """The first row of a query; None without one."""
    row: tuple[Any, ...] | None = query(db, sql, params).fetchone()
    return row


def value(db: Database, sql: str, params: Sequence[object] = ()) -> Any:  # noqa: ANN401  one column of any type
    """The only column of the first row of a query; None without a row."""
    row = first(db, sql, params)
    return None if row is None else row[0]


def keys_of(node: Node, epoch: int | None = None) -> tuple[int, int]:
    """Lowest and highest key that an event of a node, or of one epoch of it, can have."""
    if epoch is None:
        return EventId(node, 0, 0).to_key(), EventId(node + 1, 0, 0).to_key() - 1
    return EventId(node, epoch, 0).to_key(), EventId(node, epoch + 1, 0).to_key() - 1
