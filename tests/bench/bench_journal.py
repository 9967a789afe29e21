"""Rebuild and verify of a long journal, against reading and hashing its bytes."""

from __future__ import annotations

import hashlib
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec

from app.domain.identity import EventId
from app.ledger.audit.audit import audit
from app.ledger.birth import ENGINE
from app.ledger.database import connection_of
from app.ledger.events.sales import Opening, PurchaseLoaded, PurchasePaid
from app.ledger.journal import rows_in_order, scan
from app.ledger.ledger import Ledger
from app.ledger.rebuild import rebuild_tables
from app.ledger.transaction import Transaction
from tests.bench.line import Line, line
from tests.counter import Counter

_CUSTOMERS = 2_000
_BATCH = 2_000
_MOST_MEMORY = 150.0


def measure(folder: Path, events: int = 1_000_000) -> list[Line]:
    """Makes a ledger of ``events`` events and takes it apart again."""
    counter = Counter(folder / "ledger.db").begin()
    sale = template(counter)
    counter.close()
    unprojected = replace(ENGINE, project=lambda _db, _batch: None)
    with Ledger.open(
        counter.path,
        node=counter.node,
        clock=counter.clock,
        random=counter.random,
        projection=unprojected,
    ) as ledger:
        fill(ledger, *sale, events)
    with Ledger.open(
        counter.path, node=counter.node, clock=counter.clock, random=counter.random
    ) as ledger:
        floor = _timed(lambda: _read_and_hash(ledger))
        rebuilt = _timed(lambda: rebuild_tables(ledger))
        start = time.perf_counter()
        report = audit(ledger)
        verified = time.perf_counter() - start
        if report.findings or report.events < events:
            raise AssertionError(report)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = f"{report.events} events"
    return [
        line(f"rebuild of {told}", rebuilt, "s", floor, "ratio printed", met=None),
        line(f"verify of {told}", verified, "s", floor, "ratio printed", met=None),
        line(
            f"memory while rebuilding and verifying {told}",
            memory,
            "MB",
            _MOST_MEMORY,
            "at most 150 MB",
            met=memory <= _MOST_MEMORY,
        ),
    ]


def template(counter: Counter) -> tuple[PurchasePaid, PurchaseLoaded]:
    """One real sale, whose events all others are made of."""
    meter = counter.meter()
    counter.new_card()
    account = counter.account()
    counter.do(
        "allocate-meter", account=account, meter=meter.state.meter, model="DN15", amount="1000"
    )
    assert counter.ledger is not None
    with counter.ledger.read() as reader:
        found = [entry.event for batch in scan(reader.db) for _id, entry, _body in batch]
    paid = next(event for event in found if isinstance(event, PurchasePaid))
    loaded = next(event for event in found if isinstance(event, PurchaseLoaded))
    return paid, loaded


def fill(ledger: Ledger, paid: PurchasePaid, loaded: PurchaseLoaded, events: int) -> None:
    """Sales in turn to many customers, each an event that is paid and one that is loaded."""
    allocations: dict[int, tuple[EventId, int, int]] = {}
    for start in range(0, events // 2, _BATCH):

        def sell(tx: Transaction, start: int = start) -> None:
            for index in range(start, min(start + _BATCH, events // 2)):
                _sell(tx, paid, loaded, index % _CUSTOMERS, allocations)

        ledger.commit(sell)


def _sell(
    tx: Transaction,
    paid: PurchasePaid,
    loaded: PurchaseLoaded,
    customer: int,
    allocations: dict[int, tuple[EventId, int, int]],
) -> None:
    id = tx.next_id()
    allocation, number, total = allocations.get(customer, (id, 0, 0))
    load, number = paid.contents.load, number + 1
    allocations[customer] = (allocation, number, total + load)
    account = f"8{customer:09d}"
    contents = msgspec.structs.replace(
        paid.contents,
        account=account,
        meter=f"9{customer:09d}",
        number=number,
        cumulative=total + load,
        sequence=number,
        mark=id,
        period_start=date(2026, 11, 1),
    )
    terms = paid.allocates
    if terms is not None:
        terms = msgspec.structs.replace(terms, meter=contents.meter) if number == 1 else None
    opening: Opening = msgspec.structs.replace(
        paid,
        account=account,
        allocation=allocation,
        plan=msgspec.structs.replace(
            paid.plan, serial=customer.to_bytes(8, "big"), sequence=number, issues=number == 1
        ),
        contents=contents,
        allocates=terms,
        loads=(msgspec.structs.replace(paid.loads[0], allocation=allocation, number=number),),
    )
    tx.append(opening, operator=12)
    closing = msgspec.structs.replace(
        loaded,
        plan=id,
        purchase=id,
        account=account,
        allocation=allocation,
        receipt=tx.next_receipt(),
    )
    tx.append(closing, operator=12)


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _read_and_hash(ledger: Ledger) -> None:
    """The least that any check of the chain must do."""
    previous = b""
    with ledger.read() as reader:
        for *_id, body, _hash in rows_in_order(connection_of(reader.db)):
            previous = hashlib.sha256(previous + body).digest()
