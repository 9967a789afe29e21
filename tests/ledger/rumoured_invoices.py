"""Tax invoices, credit notes, forms of papers, as kiosks tell of them: acts of
:mod:`tests.ledger.rumours`."""

from __future__ import annotations

from datetime import timedelta

from app.domain.identity import EventId
from app.domain.receipt_form import ReceiptForm
from app.domain.tax_invoices import TaxSum
from app.ledger.events.base import Event
from app.ledger.events.receipt_forms import ReceiptFormSet
from app.ledger.events.tax_invoices import (
    CreditedPart,
    CreditNoteIssued,
    InvoicedReceipt,
    TaxInvoiceIssued,
)
from tests.ledger.goods import TODAY


def invoiced(shift: EventId, supply: EventId, node: int, which: int) -> Event:
    """An invoice, a note for one, or a form; some of it several times, by several kiosks."""
    taxes = (TaxSum(code="VAT", rate=1600, net=100 * which, tax=16 * which),)
    source = EventId(node, 1, 1 + which % 4)
    if which % 3 == 2:
        day = TODAY + timedelta(days=which % 2)
        return ReceiptFormSet(form=ReceiptForm(valid_from=day, logo=f"From {node}, {which}"))
    if which % 3:
        receipt = InvoicedReceipt(
            event=supply,
            supply=supply,
            receipt=1 + which,
            account="",
            sold_on=TODAY,
            taxes=taxes,
            given_back=(source,) if which % 2 else (),
        )
        return TaxInvoiceIssued(
            number=1 + which % 5,
            sealed=bytes((which,)),
            receipts=(receipt,),
            taxes=taxes,
            date=TODAY,
            shift=shift,
        )
    part = CreditedPart(source=source, supply=supply, receipt=1 + which, taxes=taxes)
    return CreditNoteIssued(
        number=1 + which % 5,
        invoice=EventId(node, 1, 1 + which % 3),
        parts=(part,),
        taxes=taxes,
        date=TODAY,
        shift=shift,
    )
