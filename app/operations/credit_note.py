"""A credit note for what of a tax invoice went back and stands on no note yet.

What this kiosk gives back itself is credited at once; this is for what other kiosks corrected.
"""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.tax_invoices import TaxSum, gross_of, together
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.tax_invoices import CreditedPart
from app.ledger.queries import tax_invoices
from app.operations.authority import require_shift
from app.operations.crediting import due_parts, write_note
from app.operations.errors import NothingToInvoice, StaleQuote, UnknownRecord
from app.operations.operation import Caller, Operation
from app.operations.paper.tax_paper import invoice_text, note_text, taxpayer_of
from app.operations.receipts import own_tax_invoice


class CreditNoteArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The number on the tax invoice, such as ``K07-01-T000012`` or ``12``."""

    invoice: str


class CreditNoteQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What the note will say."""

    invoice: EventId
    number: str
    """Of the tax invoice."""
    name: str
    parts: tuple[CreditedPart, ...]
    taxes: tuple[TaxSum, ...]


class CreditNoteResult(msgspec.Struct, frozen=True, kw_only=True):
    """A credit note that was written."""

    note: EventId
    number: str
    invoice: str
    """Number of the tax invoice."""
    taxes: tuple[TaxSum, ...]
    total: Money


def look_at(kiosk: Kiosk, caller: Caller, arguments: CreditNoteArguments) -> CreditNoteQuote:
    """Raises UnknownRecord, NothingToInvoice."""
    node, epoch = kiosk.ledger.node, kiosk.ledger.epoch
    number = own_tax_invoice(kiosk, arguments.invoice)
    with kiosk.ledger.read() as reader:
        db = reader.db
        id = None if number is None else tax_invoices.invoice_numbered(db, node, epoch, number)
        if id is None:
            raise UnknownRecord(
                _("There is no tax invoice {number} here.").format(
                    number=arguments.invoice.strip()[:30]
                ),
                _("Nothing was written. The kiosk that wrote the invoice writes its credit notes."),
            )
        event, parts = tax_invoices.invoice(db, id), due_parts(db, id)
    said = invoice_text(id, event)
    if not parts:
        raise NothingToInvoice(
            _("Nothing of tax invoice {number} is to be credited.").format(number=said),
            _("Nothing was written. Refunds made here are credited when they are paid."),
        )
    return CreditNoteQuote(
        invoice=id,
        number=said,
        name=taxpayer_of(kiosk, id, event).name,
        parts=parts,
        taxes=together(part.taxes for part in parts),
    )


def quote_for(look: CreditNoteQuote, arguments: CreditNoteArguments) -> CreditNoteQuote:
    """There is nothing to choose."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: CreditNoteQuote) -> CreditNoteResult:
    """Records it and prints it. Raises NoOpenShift, StaleQuote."""
    shift = require_shift(kiosk, caller).id

    def work(tx: Transaction) -> EventId:
        if due_parts(tx.db, quote.invoice) != quote.parts:
            raise StaleQuote(
                _("What is to be credited changed meanwhile."),
                _("Nothing was written. Start over."),
            )
        return write_note(kiosk, tx, caller, quote.invoice, quote.parts, shift, caller.request)

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, note: EventId) -> CreditNoteResult:
    """The note that an earlier call wrote."""
    with kiosk.ledger.read() as reader:
        event = tax_invoices.credit_note(reader.db, note)
        invoice = tax_invoices.invoice(reader.db, event.invoice)
    return CreditNoteResult(
        note=note,
        number=note_text(note, event),
        invoice=invoice_text(event.invoice, invoice),
        taxes=event.taxes,
        total=gross_of(event.taxes),
    )


CREDIT_NOTE = Operation(
    name="credit-note",
    summary=_("Write a credit note for what of a tax invoice went back since."),
    permission=Permission.REFUND,
    arguments=CreditNoteArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("credit_note_issued",),
    needs_shift=True,
)
