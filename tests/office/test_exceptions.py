"""The list of exceptions, read from the tables of either database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from app.ledger.database import connection_of
from app.ledger.journal import scan
from app.ledger.projection.engine import create_tables, project
from app.office.exceptions import ExceptionKind
from app.office.store.contract import Projecting, Store
from app.office.store.opening import open_store
from tests.ledger.statements_heard import heard, read_through
from tests.office.listing import exceptions
from tests.operations.proofs import ledger_of
from tests.protocol.conftest import MakeStreet
from tests.protocol.conftest import fresh_street as fresh_street
from tests.protocol.conftest import make_street as make_street
from tests.protocol.kiosks import Street


def known_to(street: Street, store: Store) -> None:
    """All that both counters wrote, each batch by itself."""

    def work(tables: Projecting) -> None:
        create_tables(tables.database)
        for kiosk in street.kiosks:
            with ledger_of(kiosk).read() as reader:
                for batch in scan(reader.db):
                    own = [(id, entry) for id, entry, _body in batch if id.node == kiosk.node]
                    project(tables.database, own)

    store.project(work)


def test_they_are_the_same(store: Store, make_street: MakeStreet) -> None:
    """A number sold twice."""
    street = make_street()
    street.settled_in()
    street.sell_twice()
    known_to(street, store)
    with store.read_tables() as tables:
        found, reckoned = exceptions(tables)
    assert (found.kind, found.kiosks, found.quantity) == (
        ExceptionKind.DUPLICATE_NUMBER,
        (street.a.node, street.b.node),
        3_000,
    )
    assert (reckoned.kind, reckoned.amount > 0) == (ExceptionKind.PRICE_DIFFERENCE, True)


def test_plans_of_all_counters_are_not_read_through_for_a_meter(
    tmp_path: Path, make_street: MakeStreet
) -> None:
    street = make_street()
    street.settled_in()
    street.sell_twice()
    with heard() as found, closing(open_store(str(tmp_path / "store"))) as store:
        known_to(street, store)
        found.clear()
        with store.read_tables() as tables:
            assert exceptions(tables)
            connection = connection_of(tables)
            connection.set_exec_trace(None)
            through = [
                (table, sql)
                for sql, values in found.items()
                if sql.startswith(("SELECT", "WITH"))
                for table in read_through(connection, sql, values)
            ]
    assert found
    assert [sql for table, sql in through if table in ("plan", "receipt", "posting")] == []
