"""First pages of a fleet of 10,000 kiosks: ``python -m tests.office.large_fleet [DSN]``.

Prints CPU and wall seconds of this process for each order and filter; the goal is 0.2.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date

from app.ledger.projection.statements import execute_many
from app.office.fleet import Fleet, FleetAsked, Order, Trouble
from app.office.store.contract import Store
from app.office.store.opening import open_store
from app.office.store.rows import Contact, Enrolment, KioskEpoch
from app.office.tables import bring_up_to_date
from tests.counter import NOON

KIOSKS = 10_000


def fill(store: Store) -> None:
    """All enrolled, each heard some time ago, each with a limit of which some is sold."""
    bring_up_to_date(store, 32_000, NOON)
    for node in range(1, KIOSKS + 1):
        enrolment = Enrolment(
            node=node,
            name=f"Kiosk {node}",
            region=12,
            site=str(node),
            transport_key=bytes(32),
            enrolled_at=NOON,
        )
        first = KioskEpoch(node=node, epoch=1, public_key=bytes(32), seal_key=bytes(32))

        store.enrol(enrolment, first)
        store.touch(Contact(node=node, at=NOON - node * 60_000, program="1", waiting=node % 90))
    limits = [
        (node, 1, 1, node, 1, 1000_000, 500, "2026-12-31", False, 0, 0)
        for node in range(1, KIOSKS + 1)
    ]
    sold = [(node, 1, node * 90, node % 500) for node in range(1, KIOSKS + 1)]

    store.project(
        lambda tx: execute_many(
            tx.database, "INSERT INTO allowance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", limits
        )
    )
    store.project(
        lambda tx: execute_many(tx.database, "INSERT INTO takings VALUES (?, ?, ?, ?)", sold)
    )


def measure(store: Store) -> None:
    asked = [(None, order) for order in Order] + [(trouble, Order.TROUBLE) for trouble in Trouble]
    for only, order in asked:
        fleet = FleetAsked(
            office=32_000,
            now=NOON,
            today=date(2026, 11, 23),
            program="1",
            only=only,
            order=order,
        )
        cpu, wall = time.process_time(), time.perf_counter()
        with store.read_tables() as tables:
            found = Fleet(tables, fleet)
            count, rows = found.count(), found.page(0, 9)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        sys.stdout.write(
            f"{only or 'all':10} {order:10} {count:6} {len(rows)}  cpu {cpu:.3f}  wall {wall:.3f}\n"
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        opened = open_store(sys.argv[1] if len(sys.argv) > 1 else folder)
        fill(opened)
        measure(opened)
        opened.close()
