"""Projected rows into PostgreSQL: one statement for each table.

Rows that merge with none are copied. Others go as arrays, a column each, through
``INSERT .. SELECT FROM unnest`` with the merge rules of their table. Both are written as JSON by
msgspec, in a tenth of the time that a driver takes value by value. JSON is what PostgreSQL reads
as an array, and as CSV with a backslash before quotes, but for its brackets and its escapes of
control characters; blobs go in base64.
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
_OTHER_ESCAPES = re.compile(rb'\\[^"\\]')
_REFUSED = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.NotSupportedError,
    psycopg.errors.ProgramLimitExceeded,  # a text too long for an index
)
_json = msgspec.json.Encoder()


def write_rows(
    connection: psycopg.Connection[Any], rows: Mapping[Table, Sequence[Row]], prefix: str
) -> None:
    """All or nothing, inside the open transaction. Raises RowsRefused."""
    try:
        with connection.transaction():
            for table, some in in_order(rows):
                lines = _lines(some) if _is_copied(table) else None
                if lines is None:
                    columns = zip(*some, strict=True)
                    connection.execute(_statement(table, prefix), [_array(one) for one in columns])
                else:
                    with connection.cursor() as cursor, cursor.copy(_copy(table, prefix)) as copy:
                        copy.write(lines)
    except _REFUSED as error:
        raise RowsRefused(error) from error


def add_new(
    connection: psycopg.Connection[Any], table: str, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Adds rows that are all key, of numbers and texts, in one statement; old ones stay."""
    if not rows:
        return
    names = ", ".join(columns)
    arrays = ", ".join(f"%s::{_ARRAYS[type(one)]}" for one in rows[0])
    sql = f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING"
    connection.execute(sql.encode(), [_array(one) for one in zip(*rows, strict=True)])


@lru_cache(maxsize=256)
def _is_copied(table: Table) -> bool:
    return table.whole and all(column.type is not bytes for column in table.columns)


def _lines(rows: Sequence[Row]) -> bytes | None:
    """The rows as CSV; None where a text has what the two forms say differently."""
    lines = _json.encode_lines(rows)[1:-2].replace(b"]\n[", b"\n")
    if b"\\" in lines and _OTHER_ESCAPES.search(lines.replace(rb"\\", b"")):
        return None
    return lines


def _array(values: Sequence[object]) -> str:
    """``{1,null}`` or ``{"a","b"}``; blobs in base64."""
    data = _json.encode(values)[1:-1]
    if b"\\" in data and _OTHER_ESCAPES.search(data.replace(rb"\\", b"")):
        text = ",".join("null" if one is None else _quoted(str(one)) for one in values)
        return f"{{{text}}}"
    return f"{{{data.decode()}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


@lru_cache(maxsize=512)
def _copy(table: Table, prefix: str) -> bytes:
    names = quoted(table.merging.columns)
    sql = (
        f"COPY \"{prefix}{table.name}\" ({names}) FROM STDIN (FORMAT csv, ESCAPE '\\', NULL 'null')"
    )
    return sql.encode()


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
