"""Credit notes: what of a tax invoice went back and stands on no note yet.

One is written together with whatever gives something back, by the kiosk that wrote the invoice; of
what it hears later from another kiosk, when it is asked to. So nothing is credited twice.
"""

from __future__ import annotations

from peewee import Database

from app.domain.identity import EventId
from app.domain.tax_invoices import gross_of, tax_sums, together
from app.kiosk import Kiosk, Transaction
from app.ledger.events.tax_invoices import CreditedPart, CreditNoteIssued
from app.ledger.queries import journal, settings, tax_invoices
from app.operations.local_time import local_date
from app.operations.operation import Caller
from app.operations.paper.letterhead import print_document
from app.operations.paper.tax_paper import credit_note, taxpayer_of


def due_parts(db: Database, invoice: EventId) -> tuple[CreditedPart, ...]:
    """What is to be credited of an invoice now, oldest first.

    What a correction made dearer waits until more than that goes back: it is arrears, not on the
    invoice.
    """
    rates = settings.tax_rates(db)
    due: list[CreditedPart] = []
    for one in tax_invoices.invoice(db, invoice).receipts:
        parts = [
            CreditedPart(
                source=back.source,
                supply=one.supply,
                receipt=one.receipt,
                taxes=tax_sums(back.lines, rates),
            )
            for back in tax_invoices.open_backs(db, one.supply)
        ]
        if gross_of(together(part.taxes for part in parts)) > 0:
            due += parts
    return tuple(due)


def write_note(
    kiosk: Kiosk,
    tx: Transaction,
    caller: Caller,
    invoice: EventId,
    parts: tuple[CreditedPart, ...],
    shift: EventId,
    request: str | None = None,
) -> EventId:
    """Records a credit note and queues its paper."""
    node, epoch = kiosk.ledger.node, kiosk.ledger.epoch
    event = CreditNoteIssued(
        number=tax_invoices.next_note_number(tx.db, node, epoch),
        invoice=invoice,
        parts=parts,
        taxes=together(part.taxes for part in parts),
        date=local_date(kiosk),
        shift=shift,
    )
    id = tx.append(event, operator=caller.operator, second=caller.second, request=request)
    issued = tax_invoices.invoice(tx.db, invoice)
    to = taxpayer_of(kiosk, invoice, issued)
    paper = credit_note(kiosk, tx.db, caller, id, event, issued, to)
    print_document(tx, paper, paper.number)
    return id


def credit_invoiced(kiosk: Kiosk, tx: Transaction, caller: Caller, source: EventId) -> EventId:
    """Credits what an event just gave back, where it stands on an invoice of this kiosk.

    Returns the event's own identity.
    """
    found = (
        tax_invoices.invoice_for(tx.db, supply)
        for supply in tax_invoices.supplies_given_back(tx.db, source)
    )
    for invoice in sorted({one for one in found if one and one.node == kiosk.ledger.node}):
        parts = due_parts(tx.db, invoice)
        if parts:
            write_note(kiosk, tx, caller, invoice, parts, _shift_of(tx.db, source))
    return source


def _shift_of(db: Database, source: EventId) -> EventId:
    """The shift that gave it back; every event that gives something back names one."""
    entry = journal.entry(db, source)
    if entry is None:
        raise LookupError(source)
    shift: EventId = getattr(entry.event, "shift")  # noqa: B009  of several types
    return shift
