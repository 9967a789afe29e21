"""The stock of pre-printed numbers, as an inquiry: free, assigned, used, spoiled, void."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.domain.invoice_stock import check_span
from app.domain.permissions import Permission
from app.domain.spans import Span
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.paper import CopyPrinted
from app.ledger.queries import invoice_stock, journal
from app.ledger.queries.invoice_stock import InvoiceUse, StockedInvoices
from app.ledger.queries.reading import known
from app.operations.operation import Caller, Operation
from app.operations.settings_history import PER_PAGE, require_page
from app.printing.documents import receipt_number


class InvoiceStockArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which page; or a number, to see what stands on its sheet."""

    page: int = 1
    number: int | None = None


class SheetRow(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet that was used, and what stands on it."""

    number: int
    paper: str
    """Number of the receipt, the same on a copy of it."""
    event: EventId
    """The event whose paper it is."""
    operator: int
    copy: bool


class InvoiceStockResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of received ranges, by number."""

    preprinted: bool
    """Whether receipts take these numbers."""
    ranges: tuple[StockedInvoices, ...]
    sheets: tuple[SheetRow, ...] = ()
    """Of the number that was asked for."""
    page: int
    pages: int
    count: int
    """Ranges of all pages."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: InvoiceStockArguments) -> InvoiceStockResult:
    """Reads one page. Raises BadArgument, InvoicesRefused."""
    page, number = arguments.page, arguments.number
    asked = None if number is None else check_span(number, number)
    with kiosk.ledger.read() as reader:
        count = invoice_stock.count_ranges(reader.db)
        pages = max(1, -(-count // PER_PAGE))
        require_page(page, pages)
        found = invoice_stock.stock(reader.db, skip=(page - 1) * PER_PAGE, most=PER_PAGE)
        preprinted = invoice_stock.preprinted(reader.db)
        sheets = () if asked is None else sheet_rows(reader.db, asked, skip=0, most=PER_PAGE)
    return InvoiceStockResult(
        preprinted=preprinted,
        ranges=tuple(found),
        sheets=tuple(sheets),
        page=page,
        pages=pages,
        count=count,
    )


def sheet_rows(db: Database, span: Span, *, skip: int, most: int) -> list[SheetRow]:
    """A page of the sheets that were used of a range, by number."""
    return [
        SheetRow(
            number=known(use.number),
            paper=_paper(db, use),
            event=use.of,
            operator=use.operator,
            copy=use.copy,
        )
        for use in invoice_stock.uses_in(db, span, skip=skip, most=most)
    ]


def _paper(db: Database, use: InvoiceUse) -> str:
    entry = journal.entry(db, use.of)
    event = None if entry is None else entry.event
    if isinstance(event, CopyPrinted):
        return event.document
    receipt = getattr(event, "receipt", None)
    return "" if receipt is None else receipt_number(use.of.node, use.of.epoch, receipt)


def quote_for(look: InvoiceStockResult, arguments: InvoiceStockArguments) -> InvoiceStockResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: InvoiceStockResult) -> InvoiceStockResult:
    """What was found."""
    return quote


INVOICE_STOCK = Operation(
    name="invoice-stock",
    summary=_("Show the stock of pre-printed numbers, by what became of them."),
    permission=Permission.AUDIT,
    arguments=InvoiceStockArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
