"""Batches of events to tables: rows grouped by table, merged by key, one statement per table.

The order in which events arrive, and how they are cut into batches, makes no difference to any
table. That each event arrives once is the journal's business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from peewee import Database

from app.domain.identity import EventId
from app.ledger.events.codec import Entry
from app.ledger.projection.merging import Row
from app.ledger.projection.projectors.parts import Rows
from app.ledger.projection.projectors.registry import add_rows
from app.ledger.projection.statements import execute, execute_many
from app.ledger.projection.table import Table
from app.ledger.projection.tables import (
    accounts,
    agents,
    allowances,
    blacklist,
    cards,
    cards_out,
    cash,
    corrections,
    counter,
    dial_readings,
    function_cards,
    handovers,
    invoice_stock,
    locked_months,
    master,
    meter_credit,
    meter_stock,
    payments,
    readings,
    receipt_forms,
    recounts,
    safe,
    sales,
    settings,
    tax_invoices,
    tenders,
    touches,
)

TABLES: tuple[Table, ...] = (
    *master.TABLES,
    *accounts.TABLES,
    *cards.TABLES,
    *sales.TABLES,
    *function_cards.TABLES,
    *cards_out.TABLES,
    *cash.TABLES,
    *safe.TABLES,
    *locked_months.TABLES,
    *readings.TABLES,
    *dial_readings.TABLES,
    *meter_credit.TABLES,
    *counter.TABLES,
    *settings.TABLES,
    *meter_stock.TABLES,
    *blacklist.TABLES,
    *handovers.TABLES,
    *payments.TABLES,
    *touches.TABLES,
    *agents.TABLES,
    *tax_invoices.TABLES,
    *receipt_forms.TABLES,
    *invoice_stock.TABLES,
    *allowances.TABLES,
    *recounts.TABLES,
    *tenders.TABLES,
    *corrections.TABLES,
)

VERSION = 2
"""Grows whenever a projector maps an event otherwise; a change of tables is noticed by itself."""

BUILDING = "building_"
"""Stands before the names of tables that are computed beside those in force."""


_BY_RECORD = {table.record: table for table in TABLES}
_SUMS = tuple((table, table.sums) for table in TABLES if table.sums is not None)


def create_tables(db: Database) -> None:
    """Creates all tables, empty, with their indexes; within the caller's transaction."""
    for table in TABLES:
        table.create(db)
        table.create_indexes(db)
    _write_form(db)


def is_current(db: Database) -> bool:
    """Whether the tables are there and are those that this program projects.

    If not, :func:`rebuild` makes them from the journal.
    """
    if not db.table_exists("projection_form"):
        return False
    row = execute(db, "SELECT form FROM projection_form").fetchone()
    return row is not None and row[0] == form()


def project(db: Database, batch: Sequence[tuple[EventId, Entry]]) -> None:
    """Takes events into the tables, within the caller's transaction.

    Each event may be given once in the life of the tables, in any order and any batches.
    """
    _write(db, gather(batch), "")


def gather(batch: Iterable[tuple[EventId, Entry]]) -> dict[Table, list[Row]]:
    """The rows of a batch by table, one row for each key."""
    out = Rows()
    for id, entry in batch:
        add_rows(out, id, entry)
    gathered = {_BY_RECORD[record]: _BY_RECORD[record].merged(rows) for record, rows in out.items()}
    for table, sums in _SUMS:
        if out.get(sums.of):
            gathered[table] = sums.rows(out[sums.of])
    return gathered


def rebuild(db: Database, scan: Iterable[Sequence[tuple[EventId, Entry]]]) -> None:
    """Projects the whole journal beside the tables, then puts the new ones in their place.

    The swap is one transaction: whoever reads sees the old tables or the new ones. The caller
    keeps events out meanwhile, and has no transaction open.
    """
    with db.atomic():
        create_beside(db)
    for batch in scan:
        with db.atomic():
            _write(db, gather(batch), BUILDING)
    with db.atomic():
        put_in_place(db)


def create_beside(db: Database) -> None:
    """Creates empty tables beside those in force; within the caller's transaction."""
    for table in TABLES:
        execute(db, f'DROP TABLE IF EXISTS "{BUILDING}{table.name}"')
        table.create(db, BUILDING)


def put_in_place(db: Database) -> None:
    """Puts the tables from beside in the place of the old ones; within one transaction."""
    for table in TABLES:
        execute(db, f'DROP TABLE IF EXISTS "{table.name}"')
        execute(db, f'ALTER TABLE "{BUILDING}{table.name}" RENAME TO "{table.name}"')
        table.create_indexes(db)
    _write_form(db)


def _write(db: Database, gathered: Mapping[Table, list[Row]], prefix: str) -> None:
    for table, rows in gathered.items():
        execute_many(db, table.statement(prefix), rows)


def form() -> str:
    """What tells these tables from those of another release."""
    text = "\n".join([str(VERSION), *(table.declared for table in TABLES)])
    return hashlib.sha256(text.encode()).hexdigest()


def _write_form(db: Database) -> None:
    execute(db, "CREATE TABLE IF NOT EXISTS projection_form (form TEXT NOT NULL)")
    execute(db, "DELETE FROM projection_form")
    execute(db, "INSERT INTO projection_form (form) VALUES (?)", (form(),))
