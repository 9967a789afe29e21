"""No operation reads through a table that grows with every sale.

With ten million purchases one such statement made a sale take five seconds, and no test of a small
ledger shows it: so the plans of all statements are looked at, of every operation of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from app.domain.errors import TapcardError
from app.ledger.database import connection_of
from app.operations.catalogue import OPERATIONS
from tests.counter import Counter
from tests.ledger.statements_heard import heard, read_through
from tests.operations.proofs import ledger_of
from tests.operations.ready_desk import CANNOT_BEGIN, ReadyDesk, ready_desk

MEANT = {
    ("journal_event", "instr(body"): "a ledger was restored: the search index is made anew",
    ("print_job", "instr(document"): "an account is erased: its papers go, too",
    ("allocation", "WHERE model = ?"): "a model in use is met soon, another one is set once",
    ("account_field", "region.value IN"): "a round is of all meters of its regions",
    ("deed", "'kiosk_revoked'"): "a month is locked",
    ("refund", "closes IS NOT NULL"): "a report; refunds are few beside sales",
}
"""Table, part of the statement: why it is read through all the same."""


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
