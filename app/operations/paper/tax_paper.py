"""Tax invoices and credit notes as papers."""

from __future__ import annotations

from peewee import Database

from app.domain.identity import EventId
from app.domain.tax_invoices import Taxpayer
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.errors import LedgerDamaged
from app.ledger.events.tax_invoices import CreditedPart, CreditNoteIssued, TaxInvoiceIssued
from app.ledger.personal import PersonalKeyMissing, invoice_key_name
from app.ledger.queries import journal
from app.operations.operation import Caller
from app.operations.paper.letterhead import common
from app.printing.documents import (
    CreditNote,
    TaxedReceipt,
    TaxInvoice,
    credit_note_number,
    receipt_number,
    tax_invoice_number,
)


def taxpayer_of(kiosk: Kiosk, invoice: EventId, event: TaxInvoiceIssued) -> Taxpayer:
    """To whom an invoice went; empty where that cannot be read here."""
    try:
        fields = kiosk.ledger.unseal(invoice_key_name(invoice), event.sealed)
    except (PersonalKeyMissing, LedgerDamaged):
        fields = {}
    return Taxpayer(
        name=fields.get("name", ""),
        tax_number=fields.get("tax_number", ""),
        address=fields.get("address", ""),
    )


def invoice_text(id: EventId, event: TaxInvoiceIssued) -> str:
    """The number of a tax invoice as printed."""
    return tax_invoice_number(id.node, id.epoch, event.number)


def note_text(id: EventId, event: CreditNoteIssued) -> str:
    """The number of a credit note as printed."""
    return credit_note_number(id.node, id.epoch, event.number)


def tax_invoice(
    kiosk: Kiosk,
    db: Database,
    caller: Caller,
    id: EventId,
    event: TaxInvoiceIssued,
    to: Taxpayer,
) -> TaxInvoice:
    """The paper of an invoice that stands in the journal."""
    number = invoice_text(id, event)
    return TaxInvoice(
        **common(kiosk, db, number=number, operator=caller.operator, shift=event.shift, proof=id),
        name=to.name,
        tax_number=to.tax_number,
        address=to.address,
        receipts=tuple(
            TaxedReceipt(
                number=receipt_number(one.event.node, one.event.epoch, one.receipt),
                date=one.sold_on.isoformat(),
                why=_("less what went back") if one.given_back else "",
                taxes=one.taxes,
            )
            for one in event.receipts
        ),
        taxes=event.taxes,
    )


def credit_note(
    kiosk: Kiosk,
    db: Database,
    caller: Caller,
    id: EventId,
    event: CreditNoteIssued,
    invoice: TaxInvoiceIssued,
    to: Taxpayer,
) -> CreditNote:
    """The paper of a note that stands in the journal. ``to``: the invoice's taxpayer."""
    number = note_text(id, event)
    return CreditNote(
        **common(kiosk, db, number=number, operator=caller.operator, shift=event.shift, proof=id),
        name=to.name,
        tax_number=to.tax_number,
        address=to.address,
        invoice=invoice_text(event.invoice, invoice),
        receipts=tuple(_credited(db, part, invoice) for part in event.parts),
        taxes=event.taxes,
    )


def _credited(db: Database, part: CreditedPart, invoice: TaxInvoiceIssued) -> TaxedReceipt:
    """The receipt on the invoice, and the paper or record by which it was given back."""
    of = next(one.event for one in invoice.receipts if one.supply == part.supply)
    entry = journal.entry(db, part.source)
    receipt = getattr(None if entry is None else entry.event, "receipt", None)
    by = (
        str(part.source)
        if receipt is None
        else receipt_number(part.source.node, part.source.epoch, receipt)
    )
    return TaxedReceipt(
        number=receipt_number(of.node, of.epoch, part.receipt),
        why=_("given back by {number}").format(number=by),
        taxes=part.taxes,
    )
