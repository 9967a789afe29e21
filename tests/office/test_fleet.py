"""The list of kiosks: every order and filter, page by page, over both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest

from app.domain.identity import EventId, Node
from app.ledger.projection.engine import TABLES
from app.ledger.queries import allowances
from app.office.fleet import FleetFilter, FleetKiosk, FleetOrder, FleetPlace, fleet
from app.office.revoking import revoke
from app.office.store.contract import Projecting, Store
from app.office.store.rows import Contact, Enrolment, EnrolmentState, KioskEpoch
from app.office.tables import bring_up_to_date
from tests.office.nodes import NOW, KioskNode

OFFICE = 99
_KIOSKS = range(1, 25)
_TABLES = {table.name: table for table in TABLES}


@pytest.fixture
def town(store: Store) -> Store:
    """Kiosks in every state; some were never heard, some were granted nothing, one was restored."""
    draw = Random(4)
    bring_up_to_date(store, OFFICE, NOW)
    own = Enrolment(
        node=OFFICE, name="Office", region=0, site="9", transport_key=b"", enrolled_at=1
    )
    key = KioskNode(OFFICE).signer.public_key
    store.enrol(own, KioskEpoch(node=OFFICE, epoch=1, public_key=key, seal_key=key))
    for node in _KIOSKS:
        KioskNode(node).enrol(store, region=draw.choice((12, 13)))
        if draw.random() < 0.7:
            store.touch(_said(node, draw))
    KioskNode(3).sell(4).begin_epoch().be_granted(store)
    revoke(store, 5)
    store.project(lambda tx: _grant(tx, draw))
    return store


def _said(node: Node, draw: Random) -> Contact:
    return Contact(
        node=node,
        at=NOW - draw.choice((0, 1, 60)) * 60_000,
        program=draw.choice(("1.9.0", "2.0.0", "")),
        clock_offset=draw.choice((None, 0, -700, 4_000)),
        waiting=draw.choice((0, 0, 17, 900)),
        health={"printer": "no paper"},
    )


def _grant(tx: Projecting, draw: Random) -> None:
    """Of epoch 1 alone: whoever was restored begins with nothing."""
    granted = [node for node in _KIOSKS if draw.random() < 0.7]
    event = EventId(1, 1, 1).to_key()
    tx.write(
        {
            _TABLES["allowance"]: [
                (node, 1, 2, event, 1, 5_000, 9, "2026-12-24", False, 1_000, 4) for node in granted
            ],
            _TABLES["takings"]: [
                (node, 1, draw.choice((400, 1_000, 3_700, 9_000)), draw.randint(4, 20))
                for node in granted[1:]
            ],
        }
    )


_KEY: dict[FleetOrder, Callable[[FleetKiosk], int | str]] = {
    FleetOrder.NUMBER: lambda one: one.node,
    FleetOrder.SILENT: lambda one: one.contact.at if one.contact else 0,
    FleetOrder.WAITING: lambda one: -one.contact.waiting if one.contact else 0,
    FleetOrder.LIMIT: lambda one: one.left.money if one.left.serial else -1,
    FleetOrder.CLOCK: lambda one: -abs((one.contact.clock_offset or 0) if one.contact else 0),
    FleetOrder.VERSION: lambda one: one.contact.program if one.contact else "",
}

_HOUR_AGO = NOW - 3_600_000
_FILTERS: list[tuple[FleetFilter, Callable[[FleetKiosk], bool]]] = [
    (FleetFilter(), lambda _one: True),
    (FleetFilter(region=13), lambda one: one.region == 13),
    (FleetFilter(state=EnrolmentState.REVOKED), lambda one: one.node == 5),
    (FleetFilter(named="sk 1"), lambda one: "sk 1" in one.name),
    (
        FleetFilter(silent_since=_HOUR_AGO),
        lambda one: one.contact is None or one.contact.at <= _HOUR_AGO,
    ),
    (FleetFilter(waiting=True), lambda one: one.contact is not None and one.contact.waiting > 0),
    (FleetFilter(money_below=1), lambda one: one.left.money == 0),
    (
        FleetFilter(clock_beyond=700, program="2.0.0"),
        lambda one: (
            one.contact is not None
            and abs(one.contact.clock_offset or 0) > 700
            and one.contact.program == "2.0.0"
        ),
    ),
]


def test_every_order_and_filter_is_paged_without_missing_or_doubling_a_kiosk(town: Store) -> None:
    everybody = _paged(town, FleetOrder.NUMBER, FleetFilter(), 500)
    assert [one.node for one in everybody] == list(_KIOSKS)
    for order in FleetOrder:
        for which, fits in _FILTERS:
            expected = sorted(filter(fits, everybody), key=_keyed(order))
            assert _paged(town, order, which, 5) == [_placed(one, order) for one in expected], (
                order,
                which,
            )
            assert expected, which
    _stands_as_the_other_queries_say(town)


def _stands_as_the_other_queries_say(town: Store) -> None:
    contacts = town.contacts(list(_KIOSKS))
    with town.read_tables() as db:
        for one in fleet(db, 500):
            kiosk = town.kiosk(one.node)
            assert kiosk is not None
            assert (one.name, one.state) == (kiosk.enrolment.name, kiosk.enrolment.state)
            assert (one.epoch, one.events) == (kiosk.in_force.epoch, kiosk.in_force.last_seq)
            assert one.contact == contacts.get(one.node)
            assert one.left == allowances.left(db, one.node, one.epoch)
        assert fleet(db, 500)[2].epoch == 2


def _keyed(order: FleetOrder) -> Callable[[FleetKiosk], tuple[int | str, Node]]:
    return lambda one: (_KEY[order](one), one.node)


def _placed(one: FleetKiosk, order: FleetOrder) -> FleetKiosk:
    fields = {name: getattr(one, name) for name in one.__struct_fields__}
    return FleetKiosk(**{**fields, "place": FleetPlace(_KEY[order](one), one.node)})


def _paged(store: Store, order: FleetOrder, which: FleetFilter, most: int) -> list[FleetKiosk]:
    return [one for page in _pages(store, order, which, most) for one in page]


def _pages(
    store: Store, order: FleetOrder, which: FleetFilter, most: int
) -> Iterator[list[FleetKiosk]]:
    after: FleetPlace | None = None
    with store.read_tables() as db:
        while page := fleet(db, most, order=order, which=which, after=after):
            assert len(page) <= most
            yield page
            after = page[-1].place
