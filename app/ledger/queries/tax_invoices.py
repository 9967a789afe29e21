"""Receipts that may stand on a tax invoice, invoices by number, what is still to be credited."""

from __future__ import annotations

from functools import partial

import msgspec
from peewee import Database

from app.domain.identity import EventId, Node
from app.domain.tariff.breakdown import Line
from app.ledger.events.tax_invoices import CreditNoteIssued, TaxInvoiceIssued
from app.ledger.projection.statements import execute
from app.ledger.queries import journal
from app.ledger.queries.reading import id_of, value
from app.ledger.supplies import Supply, supply_under

_lines = msgspec.json.Decoder(tuple[Line, ...])

_OPEN = (
    "SELECT given_back.event, given_back.lines FROM given_back WHERE given_back.supply = ? "
    "AND NOT EXISTS (SELECT 1 FROM credited WHERE credited.source = given_back.event "
    "AND credited.supply = given_back.supply) ORDER BY given_back.event"
)


class OpenBack(msgspec.Struct, frozen=True, kw_only=True):
    """Given back, and neither left out of an invoice nor on a credit note."""

    source: EventId
    lines: tuple[Line, ...]


def receipt_event(db: Database, node: Node, epoch: int, number: int) -> EventId | None:
    """The event that took a receipt's number."""
    sql = "SELECT event FROM receipt WHERE node = ? AND epoch = ? AND number = ?"
    return id_of(value(db, sql, (node, epoch, number)))


def supply_of(db: Database, event: EventId) -> Supply | None:
    """What was sold under the receipt of an event; None where nothing was."""
    return supply_under(partial(journal.entry, db), event)


def invoice_for(db: Database, supply: EventId) -> EventId | None:
    """The tax invoice on which something stands that was sold."""
    return id_of(
        value(db, "SELECT event FROM invoiced_supply WHERE supply = ?", (supply.to_key(),))
    )


def invoice(db: Database, id: EventId) -> TaxInvoiceIssued:
    """A tax invoice that is known to exist."""
    entry = journal.entry(db, id)
    if entry is None or not isinstance(entry.event, TaxInvoiceIssued):
        raise LookupError(id)
    return entry.event


def credit_note(db: Database, id: EventId) -> CreditNoteIssued:
    """A credit note that is known to exist."""
    entry = journal.entry(db, id)
    if entry is None or not isinstance(entry.event, CreditNoteIssued):
        raise LookupError(id)
    return entry.event


def invoice_numbered(db: Database, node: Node, epoch: int, number: int) -> EventId | None:
    """A tax invoice by its number."""
    sql = "SELECT event FROM tax_invoice WHERE node = ? AND epoch = ? AND number = ?"
    return id_of(value(db, sql, (node, epoch, number)))


def open_backs(db: Database, supply: EventId) -> list[OpenBack]:
    """What of something that was sold went back and is not accounted for, oldest first."""
    return [
        OpenBack(source=EventId.from_key(event), lines=_lines.decode(lines))
        for event, lines in execute(db, _OPEN, (supply.to_key(),))
    ]


def supplies_given_back(db: Database, source: EventId) -> list[EventId]:
    """What was sold of which an event gave something back."""
    sql = "SELECT supply FROM given_back WHERE event = ? ORDER BY supply"
    return [EventId.from_key(row[0]) for row in execute(db, sql, (source.to_key(),))]


def next_invoice_number(db: Database, node: Node, epoch: int) -> int:
    """Number of the next tax invoice of a node's epoch; 1 for the first."""
    return _next(db, "tax_invoice", node, epoch)


def next_note_number(db: Database, node: Node, epoch: int) -> int:
    """Number of the next credit note of a node's epoch; 1 for the first."""
    return _next(db, "credit_note", node, epoch)


def _next(db: Database, table: str, node: Node, epoch: int) -> int:
    last = value(
        db,
        f"SELECT MAX(number) FROM {table} WHERE node = ? AND epoch = ?",  # noqa: S608  names of our tables
        (node, epoch),
    )
    return 1 if last is None else int(last) + 1
