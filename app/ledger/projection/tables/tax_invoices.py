"""Tax invoices, the receipts on them, what was given back of what was sold, credit notes."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import EARLIEST, KEY, ONCE
from app.ledger.projection.table import Index, Table


class TaxInvoiceRecord(NamedTuple):
    """A tax invoice by its number; the rest stands in its event."""

    node: Annotated[int, KEY]
    epoch: Annotated[int, KEY]
    number: Annotated[int, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]


class InvoicedSupplyRecord(NamedTuple):
    """What was sold and stands on a tax invoice; of several invoices the first one counts."""

    supply: Annotated[int, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    """The invoice."""
    receipt: Annotated[int, EARLIEST]


class GivenBackRecord(NamedTuple):
    """What an event took off what was sold; ``lines`` as JSON."""

    event: Annotated[int, KEY]
    supply: Annotated[int, KEY]
    lines: Annotated[bytes, ONCE]


class CreditedRecord(NamedTuple):
    """What went back and is accounted for: by the invoice, which left it out, or a credit note."""

    source: Annotated[int, KEY]
    supply: Annotated[int, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]


class CreditNoteRecord(NamedTuple):
    """A credit note by its number."""

    node: Annotated[int, KEY]
    epoch: Annotated[int, KEY]
    number: Annotated[int, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    invoice: Annotated[int, EARLIEST]


TABLES = (
    Table("tax_invoice", TaxInvoiceRecord),
    Table(
        "invoiced_supply",
        InvoicedSupplyRecord,
        indexes=(Index("invoiced_supply_event", ("event",)),),
    ),
    Table("given_back", GivenBackRecord, indexes=(Index("given_back_supply", ("supply",)),)),
    Table("credited", CreditedRecord),
    Table("credit_note", CreditNoteRecord),
)
