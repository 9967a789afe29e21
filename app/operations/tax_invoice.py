"""A tax invoice for one or several receipts of this kiosk, to a named taxpayer; each once."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.tax_invoices import (
    MOST_RECEIPTS,
    Taxpayer,
    TaxSum,
    gross_of,
    less,
    numbers_in,
    tax_sums,
    taxpayer,
    together,
)
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.tax_invoices import InvoicedReceipt, TaxInvoiceIssued
from app.ledger.personal import invoice_key_name
from app.ledger.queries import settings, tax_invoices
from app.operations.authority import require_shift
from app.operations.errors import (
    AlreadyInvoiced,
    BadArgument,
    NothingToInvoice,
    StaleQuote,
    UnknownRecord,
)
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document, receipt_text
from app.operations.paper.tax_paper import invoice_text, tax_invoice, taxpayer_of
from app.operations.receipts import own_receipt


class TaxInvoiceArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which receipts, and to whom."""

    receipts: str
    """Numbers such as ``K07-01-000123`` or ``123``; several as ``123+124``."""
    name: str
    tax_number: str
    address: str


class TaxInvoiceLook(msgspec.Struct, frozen=True, kw_only=True):
    """What stands of each receipt."""

    receipts: tuple[InvoicedReceipt, ...]


class TaxInvoiceQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The invoice as it will be."""

    look: TaxInvoiceLook
    to: Taxpayer
    taxes: tuple[TaxSum, ...]


class TaxInvoiceResult(msgspec.Struct, frozen=True, kw_only=True):
    """A tax invoice that was written."""

    invoice: EventId
    number: str
    name: str
    """Empty where it cannot be read here."""
    receipts: tuple[int, ...]
    taxes: tuple[TaxSum, ...]
    total: Money


def look_at(kiosk: Kiosk, caller: Caller, arguments: TaxInvoiceArguments) -> TaxInvoiceLook:
    """Raises BadArgument, UnknownRecord, NothingToInvoice, AlreadyInvoiced."""
    numbers = _numbers(kiosk, arguments.receipts)
    with kiosk.ledger.read() as reader:
        return TaxInvoiceLook(
            receipts=tuple(_standing(kiosk, reader.db, number) for number in numbers)
        )


def _numbers(kiosk: Kiosk, text: str) -> list[int]:
    """Raises BadArgument, UnknownRecord."""
    given = numbers_in(text)
    if not 1 <= len(given) <= MOST_RECEIPTS:
        raise BadArgument(
            _("A tax invoice is for 1 to {count} receipts.").format(count=MOST_RECEIPTS),
            _("Nothing was written. Give the numbers on the receipts: 123+124."),
        )
    numbers: list[int] = []
    for one in given:
        number = own_receipt(kiosk, one)
        if number is None:
            raise _unknown(one[:30])
        if number in numbers:
            raise AlreadyInvoiced(
                _("Receipt {number} is asked for twice.").format(
                    number=receipt_text(kiosk, number)
                ),
                _("Nothing was written. Each receipt stands on one tax invoice, once."),
            )
        numbers.append(number)
    return numbers


def _unknown(number: str) -> UnknownRecord:
    return UnknownRecord(
        _("There is no receipt {number} here.").format(number=number),
        _("Nothing was written. The kiosk that gave the receipt writes its tax invoice."),
    )


def _standing(kiosk: Kiosk, db: Database, number: int) -> InvoicedReceipt:
    """What stands of a receipt. Raises UnknownRecord, NothingToInvoice, AlreadyInvoiced."""
    said = receipt_text(kiosk, number)
    event = tax_invoices.receipt_event(db, kiosk.ledger.node, kiosk.ledger.epoch, number)
    if event is None:
        raise _unknown(said)
    sold = tax_invoices.supply_of(db, event)
    if sold is None:
        raise NothingToInvoice(
            _("Nothing was sold under receipt {number}.").format(number=said),
            _("Nothing was written. Refunds, deposits and balances have no tax invoice."),
        )
    before = tax_invoices.invoice_for(db, sold.supply)
    if before is not None:
        raise AlreadyInvoiced(
            _("Receipt {number} stands on tax invoice {invoice} already.").format(
                number=said, invoice=invoice_text(before, tax_invoices.invoice(db, before))
            ),
            _("Nothing was written. Print a copy of that one: Reprint."),
        )
    rates = settings.tax_rates(db)
    backs = tax_invoices.open_backs(db, sold.supply)
    gone = together(tax_sums(back.lines, rates) for back in backs)
    taxes = less(tax_sums(sold.lines, rates), gone)
    if gross_of(taxes) <= 0:
        raise NothingToInvoice(
            _("All that receipt {number} was for went back.").format(number=said),
            _("Nothing was written. Leave this receipt out."),
        )
    return InvoicedReceipt(
        event=event,
        supply=sold.supply,
        receipt=number,
        account=sold.account,
        sold_on=sold.sold_on,
        taxes=taxes,
        given_back=tuple(back.source for back in backs),
    )


def quote_for(look: TaxInvoiceLook, arguments: TaxInvoiceArguments) -> TaxInvoiceQuote:
    """Raises BadTaxpayer."""
    return TaxInvoiceQuote(
        look=look,
        to=taxpayer(arguments.name, arguments.tax_number, arguments.address),
        taxes=together(one.taxes for one in look.receipts),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: TaxInvoiceQuote) -> TaxInvoiceResult:
    """Records it and prints it. Raises NoOpenShift, StaleQuote, AlreadyInvoiced."""
    shift, receipts = require_shift(kiosk, caller).id, quote.look.receipts
    node, epoch = kiosk.ledger.node, kiosk.ledger.epoch

    def work(tx: Transaction) -> EventId:
        if tuple(_standing(kiosk, tx.db, one.receipt) for one in receipts) != receipts:
            raise StaleQuote(
                _("Part of it went back meanwhile."), _("Nothing was written. Start over.")
            )
        fields = msgspec.structs.asdict(quote.to)
        event = TaxInvoiceIssued(
            number=tax_invoices.next_invoice_number(tx.db, node, epoch),
            sealed=tx.seal(invoice_key_name(tx.next_id()), fields, findable=False),
            receipts=receipts,
            taxes=quote.taxes,
            date=local_date(kiosk),
            shift=shift,
        )
        id = tx.append(event, operator=caller.operator, request=caller.request)
        paper = tax_invoice(kiosk, tx.db, caller, id, event, quote.to)
        print_document(tx, paper, paper.number)
        return id

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, invoice: EventId) -> TaxInvoiceResult:
    """The invoice that an earlier call wrote."""
    with kiosk.ledger.read() as reader:
        event = tax_invoices.invoice(reader.db, invoice)
    return TaxInvoiceResult(
        invoice=invoice,
        number=invoice_text(invoice, event),
        name=taxpayer_of(kiosk, invoice, event).name,
        receipts=tuple(one.receipt for one in event.receipts),
        taxes=event.taxes,
        total=gross_of(event.taxes),
    )


TAX_INVOICE = Operation(
    name="tax-invoice",
    summary=_("Write a tax invoice for one or several receipts, to a named taxpayer."),
    permission=Permission.SELL,
    arguments=TaxInvoiceArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("tax_invoice_issued",),
    needs_shift=True,
)
