"""Events projected in batches, against bare inserts of the same rows into the same tables."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from peewee import Database
from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId
from app.ledger.projection.engine import create_tables, gather, project
from app.ledger.projection.merging import Row, insert_sql
from app.ledger.projection.statements import execute, execute_many
from app.ledger.projection.table import Table
from tests.ledger.kiosks import Chain
from tests.ledger.village import Village

_ACCOUNTS = 500
_SHIFT = 200
_BATCH = 5000
"""As many events as a rebuild reads at once."""
_ROUNDS = 7


def measure(sales: int = 5000) -> dict[str, float]:
    """Events per second of the projection and of its floor; ``ratio`` is to be 0.5 or more.

    The floor writes the same rows to the same tables in the same transactions, as bare inserts
    (a row that is there already is replaced): no mapping of events, no merging of rows. Rounds of
    both alternate, and the middle ones count, so that other work on the machine weighs alike.
    """
    chain = busy_days(sales)
    batches = [chain[start : start + _BATCH] for start in range(0, len(chain), _BATCH)]
    rows = [gather(batch) for batch in batches]
    gc.collect()
    gc.freeze()  # a ledger's events are read batch by batch, never all in memory as here
    rounds = [
        (_seconds(lambda db: _project(db, batches)), _seconds(lambda db: _insert(db, rows)))
        for _round in range(_ROUNDS)
    ]
    gc.unfreeze()
    return {
        "events": float(len(chain)),
        "rows": float(sum(len(part) for batch in rows for part in batch.values())),
        "events_per_second": len(chain) / median(ours for ours, _floor in rounds),
        "floor_events_per_second": len(chain) / median(floor for _ours, floor in rounds),
        "ratio": median(floor / ours for ours, floor in rounds),
    }


def busy_days(sales: int) -> Chain:
    """Sales to many accounts in turn, every one paid and loaded, in shifts of one operator."""
    village = Village()
    village.genesis()
    village.settings()
    allocations: dict[int, EventId] = {}
    shift = village.shift()
    for sale in range(sales):
        if sale and sale % _SHIFT == 0:
            village.close_shift(shift, report_number=sale // _SHIFT)
            shift = village.shift()
        buyer = sale % _ACCOUNTS
        purchase = village.pay(
            shift,
            number=sale // _ACCOUNTS + 1,
            allocation=allocations.get(buyer),
            account=f"1201{buyer:05d}",
            serial=buyer.to_bytes(8, "big"),
            request=f"sale-{sale}",
        )
        allocations.setdefault(buyer, purchase)
        village.load(purchase, sale + 1)
    return village.chain


def _seconds(work: Callable[[Database], None]) -> float:
    """How long ``work`` takes on empty tables in a file of its own."""
    with TemporaryDirectory() as directory:
        database: Database = APSWDatabase(str(Path(directory) / "tables.db"))
        database.connect()
        execute(database, "PRAGMA journal_mode = WAL")
        create_tables(database)
        began = perf_counter()
        work(database)
        took = perf_counter() - began
        database.close()
    return took


def _project(db: Database, batches: list[Chain]) -> None:
    for batch in batches:
        with db.atomic():
            project(db, batch)


def _insert(db: Database, batches: list[dict[Table, list[Row]]]) -> None:
    for batch in batches:
        with db.atomic():
            for table, rows in batch.items():
                bare = insert_sql(table.name, table.merging)
                execute_many(db, bare.replace("INSERT", "INSERT OR REPLACE", 1), rows)
