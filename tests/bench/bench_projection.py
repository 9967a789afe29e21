"""Events projected in batches, against bare inserts of the same rows into the same tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from peewee import Database
from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId
from app.ledger.projection.engine import create_tables, gather, project
from app.ledger.projection.merging import Row, quoted
from app.ledger.projection.statements import execute_many
from app.ledger.projection.table import Table
from tests.ledger.village import Chain, Village

_ACCOUNTS = 500
_SHIFT = 200
_BATCH = 1000
_ROUNDS = 3

Batches = list[Chain]


def measure(sales: int = 5000) -> dict[str, float]:
    """Events per second of the projection and of its floor; ``ratio`` is to be 0.5 or more.

    The floor writes each row that the projection ends with, once, in as many transactions, and
    neither maps events nor merges rows.
    """
    chain = busy_days(sales)
    batches = [chain[start : start + _BATCH] for start in range(0, len(chain), _BATCH)]
    final = gather(chain)
    ours = min(_seconds(lambda db: _project(db, batches)) for _round in range(_ROUNDS))
    floor = min(_seconds(lambda db: _insert(db, final, len(batches))) for _round in range(_ROUNDS))
    return {
        "events": float(len(chain)),
        "rows": float(sum(len(rows) for rows in final.values())),
        "events_per_second": len(chain) / ours,
        "floor_events_per_second": len(chain) / floor,
        "ratio": floor / ours,
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
        database.pragma("journal_mode", "wal")
        create_tables(database)
        began = perf_counter()
        work(database)
        took = perf_counter() - began
        database.close()
    return took


def _project(db: Database, batches: Batches) -> None:
    for batch in batches:
        with db.atomic():
            project(db, batch)


def _insert(db: Database, final: dict[Table, list[Row]], transactions: int) -> None:
    for part in range(transactions):
        with db.atomic():
            for statement, rows in _statements(final):
                share = -(-len(rows) // transactions)
                execute_many(db, statement, rows[part * share : (part + 1) * share])


def _statements(final: dict[Table, list[Row]]) -> Iterator[tuple[str, list[Row]]]:
    for table, rows in final.items():
        columns = table.merging.columns
        values = ", ".join("?" for _column in columns)
        yield f'INSERT INTO "{table.name}" ({quoted(columns)}) VALUES ({values})', rows
