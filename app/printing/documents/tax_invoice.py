"""A tax invoice for receipts, and the credit note for what of it went back."""

from __future__ import annotations

import msgspec

from app.domain.tax_invoices import TaxSum
from app.printing.documents.document import Document


class TaxedReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt, and what of it the paper is about."""

    number: str
    date: str = ""
    why: str = ""
    """On a credit note: what gave it back."""
    taxes: tuple[TaxSum, ...]


class TaxPaper(Document, frozen=True, kw_only=True):
    """To whom, for what. The name stands in full: the taxpayer books it."""

    name: str
    tax_number: str
    address: str
    receipts: tuple[TaxedReceipt, ...]
    taxes: tuple[TaxSum, ...]
    """All of them together."""


class TaxInvoice(TaxPaper, tag="tax_invoice", frozen=True, kw_only=True):
    """What was sold."""


class CreditNote(TaxPaper, tag="credit_note", frozen=True, kw_only=True):
    """What of it went back; amounts positive."""

    invoice: str
    """Number of the tax invoice."""
