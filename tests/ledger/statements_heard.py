"""Statements of SQLite as they are asked, and which of them read through what grows with sales."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import apsw

GROWING = {
    *("purchase", "plan", "receipt", "posting", "deed", "touch", "journal_event", "refund"),
    *("account", "allocation", "read_back", "dial_reading", "account_field", "allocation_field"),
    *("print_job", "clear_word"),
}
_WHOLE = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
_SPAN = re.compile(r"SEARCH (\w+) USING INTEGER PRIMARY KEY \(rowid>\? AND rowid<\?\)")


@contextmanager
def heard() -> Iterator[dict[str, object]]:
    """Statements of all connections that are made meanwhile, each with what is bound."""
    found: dict[str, object] = {}

    def listen(connection: apsw.Connection) -> None:
        def note(_cursor: object, sql: str, values: object) -> bool:
            found.setdefault(sql, values)
            return True

        connection.set_exec_trace(note)

    apsw.connection_hooks.append(listen)
    try:
        yield found
    finally:
        apsw.connection_hooks.remove(listen)


def partial_indexes(connection: apsw.Connection) -> set[str]:
    """Those of few rows: what they hold may be read as a whole."""
    made = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'")
    return {name for name, sql in made if sql and " WHERE " in sql}


def read_through(connection: apsw.Connection, sql: str, values: object) -> Iterator[str]:
    """Growing tables that a statement reads from end to end, or by a span of identities."""
    few = partial_indexes(connection)
    steps = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)  # type: ignore[arg-type]
    for *_numbers, step in list(steps):
        if not (met := _WHOLE.match(str(step)) or _SPAN.match(str(step))):
            continue
        name, index = met[1], met[2] if met.re is _WHOLE else None
        named = re.search(rf'(?:FROM|JOIN|,)\s+"?(\w+)"?\s+(?:AS\s+)?{name}\b', sql)
        table = named[1] if named and named[1] in GROWING else name
        if table in GROWING and index not in few:
            yield table
