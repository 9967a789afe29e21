"""No operation reads through a table that grows with every sale.

With ten million purchases one such statement made a sale take five seconds, and no test of a small
ledger shows it: so the plans of all statements are looked at, of every operation of the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import apsw
import pytest

from app.domain.errors import TapcardError
from app.ledger.database import connection_of
from app.operations.catalogue import OPERATIONS
from tests.counter import Counter
from tests.operations.proofs import ledger_of
from tests.operations.ready_desk import CANNOT_BEGIN, ReadyDesk, ready_desk

GROWING = {
    *("purchase", "plan", "receipt", "posting", "deed", "touch", "journal_event", "refund"),
    *("account", "allocation", "read_back", "dial_reading", "account_field", "allocation_field"),
    *("print_job", "clear_word"),
}
MEANT = {
    ("journal_event", "instr(body"): "a ledger was restored: the search index is made anew",
    ("print_job", "instr(document"): "an account is erased: its papers go, too",
    ("allocation", "WHERE model = ?"): "a model in use is met soon, another one is set once",
    ("account_field", "region.value IN"): "a round is of all meters of its regions",
    ("deed", "'kiosk_revoked'"): "a month is locked",
    (
        "refund",
        "closes IS NOT NULL",
    ): "a report; refunds are few beside sales, and an index is read",
}
"""Table, part of the statement: why it is read through all the same."""
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


@pytest.fixture(scope="module")
def statements(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[ReadyDesk, dict[str, object]]]:
    """What is asked until a day has passed at a new desk, and when everything is tried there."""
    begun, folder = tmp_path_factory.mktemp("ledger"), tmp_path_factory.mktemp("desk")
    with heard() as found:
        Counter(begun / "ledger.db").begin().close()
        with ready_desk(begun, folder) as desk:
            for operation in OPERATIONS:
                refused = (TapcardError,) if operation.name in CANNOT_BEGIN else ()
                for case in desk.cases_of(operation):
                    with suppress(*refused):
                        desk.tries(operation, case)
            yield desk, found


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


def test_no_growing_table_is_read_through(
    statements: tuple[ReadyDesk, dict[str, object]],
) -> None:
    desk, found = statements
    assert len(found) > 500
    with ledger_of(desk.counter).read() as reader:
        connection = connection_of(reader.db)
        connection.set_exec_trace(None)
        through = [
            (table, sql)
            for sql, values in found.items()
            if sql.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE"))
            for table in read_through(connection, sql, values)
        ]
    meant = {
        (of, part) for of, part in MEANT for table, sql in through if of == table and part in sql
    }
    assert [
        one for one in through if not any(of == one[0] and p in one[1] for of, p in MEANT)
    ] == []
    assert meant == set(MEANT), "what is not read through any more need not be meant"
