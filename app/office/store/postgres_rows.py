"""Projected rows into PostgreSQL: one statement for each table, its columns as arrays.

``INSERT .. SELECT FROM unnest`` with the merge rules of the table. An array is written as JSON by
msgspec, which takes a tenth of the time that a driver takes value by value, and turned into
PostgreSQL's own form; the two differ in brackets and in the escapes of control characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import psycopg

from app.ledger.projection.merging import Row, conflict_sql, quoted
from app.ledger.projection.table import Column, Table
from app.office.store.errors import RowsRefused
from app.office.store.writing_order import in_order

_ARRAYS = {int: "bigint[]", str: "text[]", bytes: "text[]", bool: "boolean[]"}
_OTHER_ESCAPES = re.compile(r'\\[^"\\]')
_REFUSED = (psycopg.DataError, psycopg.IntegrityError, psycopg.NotSupportedError)
_json = msgspec.json.Encoder().encode


def write_rows(
    connection: psycopg.Connection[Any], rows: Mapping[Table, Sequence[Row]], prefix: str
) -> None:
    """All or nothing, inside the open transaction. Raises RowsRefused."""
    try:
        with connection.transaction():
            for table, some in in_order(rows):
                columns = zip(*some, strict=True)
                connection.execute(_statement(table, prefix), [_array(one) for one in columns])
    except _REFUSED as error:
        raise RowsRefused(error) from error


def _array(values: Sequence[object]) -> str:
    """``{1,null}`` or ``{"a","b"}``; blobs in base64."""
    text = _json(values)[1:-1].decode()
    if "\\" in text and _OTHER_ESCAPES.search(text.replace(r"\\", "")):
        text = ",".join("null" if one is None else _quoted(str(one)) for one in values)
    return f"{{{text}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


@lru_cache(maxsize=512)
def _statement(table: Table, prefix: str) -> bytes:
    names = quoted(table.merging.columns)
    given = ", ".join(_value(column) for column in table.columns)
    arrays = ", ".join(f"%s::{_ARRAYS[column.type]}" for column in table.columns)
    sql = (
        f'INSERT INTO "{prefix}{table.name}" ({names}) '
        f"SELECT {given} FROM unnest({arrays}) AS given ({names})"
    )
    if not table.whole:
        keys = ", ".join(f'given."{key}"' for key in table.keys)
        sql += f" ORDER BY {keys} {conflict_sql(prefix + table.name, table.merging)}"
    return sql.encode()


def _value(column: Column) -> str:
    named = f'given."{column.name}"'
    return f"decode({named}, 'base64')" if column.type is bytes else named
