"""Tax invoices for receipts, and credit notes for what of them went back."""

from __future__ import annotations

import datetime

import msgspec

from app.domain.identity import EventId
from app.domain.tax_invoices import TaxSum
from app.ledger.events.base import Event


class InvoicedReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """One receipt on a tax invoice."""

    event: EventId
    """The event that took the receipt's number."""
    supply: EventId
    """What was sold: the purchase, the payment, the change; refunds name it too."""
    receipt: int
    account: str
    """Empty where none paid."""
    sold_on: datetime.date
    taxes: tuple[TaxSum, ...]
    """What stood of it."""
    given_back: tuple[EventId, ...] = ()
    """Events that had given part of it back already; that part is not in ``taxes``."""


class TaxInvoiceIssued(Event, tag="tax_invoice_issued", frozen=True, kw_only=True):
    """A tax invoice for receipts of this node was written, to a named taxpayer."""

    number: int
    """In a series of its own, gap-free per node and epoch."""
    sealed: bytes
    """Name, tax number and address, under a key of the invoice's own."""
    receipts: tuple[InvoicedReceipt, ...]
    taxes: tuple[TaxSum, ...]
    """All receipts together."""
    date: datetime.date
    shift: EventId


class CreditedPart(msgspec.Struct, frozen=True, kw_only=True):
    """What one event gave back of one receipt of a tax invoice."""

    source: EventId
    """The refund, reversal or correction."""
    supply: EventId
    receipt: int
    taxes: tuple[TaxSum, ...]


class CreditNoteIssued(Event, tag="credit_note_issued", frozen=True, kw_only=True):
    """A credit note for what of a tax invoice went back was written, by the same node."""

    number: int
    """In a series of its own, gap-free per node and epoch."""
    invoice: EventId
    parts: tuple[CreditedPart, ...]
    taxes: tuple[TaxSum, ...]
    """All parts together."""
    date: datetime.date
    shift: EventId
