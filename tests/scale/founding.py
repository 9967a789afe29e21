"""The rest of a filled store: kiosks enrolled with real keys, their first day, sums and cursors.

The first day of each kiosk is pushed and projected as any events. Of its households the journal has
no events, only the number and hash of the last one: where the next push goes on.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from hashlib import sha256
from typing import Any

import msgspec

from app.domain.identity import Node, kiosk_name
from app.ledger import journal
from app.ledger.journal import RunHeader, encode_header
from app.ledger.projection.merging import SUM, Row
from app.ledger.projection.table import Table
from app.office.feeding import LANE
from app.office.projector import IN_FORCE, project_once
from app.office.push import push
from app.office.push_answers import Acked
from app.office.store.contract import KioskTransaction, Projecting, Store
from app.office.store.rows import Contact, Enrolment, KioskEpoch
from app.sync.bundle import seal_run
from app.sync.run import Run
from tests.counter import SeededRandomness
from tests.scale.fleet import Fleet, epoch_key, transport_key
from tests.scale.models import EPOCH, NODE
from tests.scale.telling import beginning
from tests.scale.templates import is_summed


def found(store: Store, fleet: Fleet, at: int) -> None:
    """Everything but the households' own rows (filling.py)."""
    for node in fleet.nodes:
        enrol(store, fleet, node, at)
        begin(store, fleet, node, at)
        store.touch(_contact(node, at))
    while not project_once(store, at).nothing:
        pass
    for start in range(1, fleet.kiosks + 1, 500):
        some = range(start, min(start + 500, fleet.kiosks + 1))
        store.project(lambda tx, some=some: _behind(tx, fleet, some))  # type: ignore[misc]
    for node in fleet.nodes:
        store.change(node, lambda tx: tx.put_epoch(_as_pushed(tx, fleet)))


def enrol(store: Store, fleet: Fleet, node: Node, at: int) -> None:
    """With its own keys."""
    store.enrol(
        Enrolment(
            node=node,
            name=f"Kiosk {node}",
            region=fleet.region(node),
            site=fleet.site(node),
            transport_key=transport_key(node).public_key,
            enrolled_at=at,
        ),
        KioskEpoch(
            node=node,
            epoch=EPOCH,
            public_key=epoch_key(node).public_key,
            seal_key=epoch_key(node).seal_public_key,
        ),
    )


def begin(store: Store, fleet: Fleet, node: Node, at: int) -> None:
    """Its first day, pushed."""
    run = run_of(node, 1, journal.GENESIS, tuple(beginning(fleet, node)))
    header = RunHeader(node=node, epoch=EPOCH, boot="boot", first_seq=1, previous=journal.GENESIS)
    run = replace(run, headers={1: encode_header(header)})
    bundle = seal_run(run, epoch_key(node), SeededRandomness(node))
    answer = push(store, node, bundle, at)
    assert isinstance(answer, Acked), answer


def run_of(node: Node, first: int, previous: bytes, bodies: tuple[bytes, ...]) -> Run:
    """Events of a kiosk that go on from ``previous``."""
    return Run(node=node, epoch=EPOCH, first=first, previous=previous, bodies=bodies, headers={})


def hash_behind(node: Node) -> bytes:
    """Of the last event of a kiosk's households."""
    return sha256(b"households of %d" % node).digest()


def _as_pushed(tx: KioskTransaction, fleet: Fleet) -> KioskEpoch:
    assert tx.kiosk is not None
    row = tx.kiosk.in_force
    return msgspec.structs.replace(row, last_seq=fleet.last_seq, last_hash=hash_behind(row.node))


def _behind(tx: Projecting, fleet: Fleet, nodes: range) -> None:
    """Sums of some kiosks, and cursors as if their events had been taken."""
    rows: dict[Table, list[Row]] = defaultdict(list)
    for node in nodes:
        for table, some in sums_of(fleet, node).items():
            rows[table] += some
        for lane in (IN_FORCE.name, LANE):
            tx.move_cursor(lane, node, EPOCH, fleet.last_seq)
    tx.write({table: table.merged(some) for table, some in rows.items()})


def sums_of(fleet: Fleet, node: Node) -> dict[Table, list[Row]]:
    """What a kiosk's households add to the rows that sum up."""
    model = fleet.models.buyer
    return {
        table: [_times(fleet, table, row, node) for row in rows if model.account not in row]
        for table, rows in model.rows.items()
        if is_summed(table)
    }


def _times(fleet: Fleet, table: Table, row: Row, node: Node) -> Row:
    """A row of one household, for all that bought."""
    shift = (node - NODE) << 48
    values: list[Any] = []
    for column, how, value in zip(table.columns, table.merging.how, row, strict=True):
        if how == SUM:
            values.append(value * fleet.buyers)
        elif column.name == "last_receipt" and value is not None:
            values.append(fleet.buyers * fleet.models.buyer.receipts)
        elif column.name == "shift":
            values.append(value + shift)
        elif column.name == "node":
            values.append(node)
        elif isinstance(value, str):
            values.append(value.replace(f"{kiosk_name(NODE)}-", f"{kiosk_name(node)}-"))
        else:
            values.append(value)
    return tuple(values)


def _contact(node: Node, at: int) -> Contact:
    """Some long ago, some with a slow clock or an old program."""
    return Contact(
        node=node,
        at=at - node * 7_919 % 864_000_000,
        program=("1.9.0", "2.0.0", "2.0.1")[node % 3],
        clock_offset=node * 31 % 20_000 - 10_000,
        waiting=node * 13 % 97 if node % 4 == 0 else 0,
        health={"printer": "ready", "backup": "yesterday"},
    )
