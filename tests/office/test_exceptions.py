"""The list of exceptions, read from the tables of either database."""

from __future__ import annotations

from app.ledger.journal import scan
from app.ledger.projection.engine import create_tables, project
from app.office.exceptions import ExceptionKind
from app.office.store.contract import Projecting, Store
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
