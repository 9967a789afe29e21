"""Tax invoices, credit notes, and what any event gives back of what was sold."""

from __future__ import annotations

from app.domain.identity import EventId
from app.domain.tax_invoices import gross_of
from app.ledger.events import tax_invoices
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, add_tally, key_of, to_json
from app.ledger.projection.tables.counter import Tally
from app.ledger.projection.tables.tax_invoices import (
    CreditedRecord,
    CreditNoteRecord,
    GivenBackRecord,
    InvoicedSupplyRecord,
    TaxInvoiceRecord,
)
from app.ledger.supplies import given_back

_INVOICE, _NOTE = Tally.TAX_INVOICE.value, Tally.CREDIT_NOTE.value


def _issued(out: Rows, id: EventId, entry: Entry, event: tax_invoices.TaxInvoiceIssued) -> None:
    key, at = key_of(id), entry.at
    out.add(TaxInvoiceRecord(id.node, id.epoch, event.number, at, key))
    for one in event.receipts:
        supply = key_of(one.supply)
        out.add(InvoicedSupplyRecord(supply, at, key, one.receipt))
        out.add(*(CreditedRecord(key_of(source), supply, at, key) for source in one.given_back))
    add_tally(out, id, _INVOICE, key_of(event.shift), gross_of(event.taxes), None)


def _credited(out: Rows, id: EventId, entry: Entry, event: tax_invoices.CreditNoteIssued) -> None:
    key, at = key_of(id), entry.at
    out.add(CreditNoteRecord(id.node, id.epoch, event.number, at, key, key_of(event.invoice)))
    for part in event.parts:
        out.add(CreditedRecord(key_of(part.source), key_of(part.supply), at, key))
    add_tally(out, id, _NOTE, key_of(event.shift), gross_of(event.taxes), None)


def add_given_back(out: Rows, id: EventId, event: Event) -> None:
    """Adds what an event gives back, if it does."""
    for back in given_back(event):
        out.add(GivenBackRecord(key_of(id), key_of(back.supply), to_json(back.lines)))


PROJECTORS: dict[type[Event], Projector] = {
    tax_invoices.TaxInvoiceIssued: _issued,
    tax_invoices.CreditNoteIssued: _credited,
}
