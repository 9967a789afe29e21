"""The stock of pre-printed numbers, as an inquiry: free, assigned, used, spoiled, void."""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import invoice_stock
from app.ledger.queries.invoice_stock import StockedInvoices
from app.operations.operation import Caller, Operation
from app.operations.settings_history import PER_PAGE, require_page


class InvoiceStockArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which page."""

    page: int = 1


class InvoiceStockResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of received ranges, by number."""

    preprinted: bool
    """Whether receipts take these numbers."""
    ranges: tuple[StockedInvoices, ...]
    page: int
    pages: int
    count: int
    """Ranges of all pages."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: InvoiceStockArguments) -> InvoiceStockResult:
    """Reads one page. Raises BadArgument."""
    page = arguments.page
    with kiosk.ledger.read() as reader:
        count = invoice_stock.count_ranges(reader.db)
        pages = max(1, -(-count // PER_PAGE))
        require_page(page, pages)
        found = invoice_stock.stock(reader.db, skip=(page - 1) * PER_PAGE, most=PER_PAGE)
        preprinted = invoice_stock.preprinted(reader.db)
    return InvoiceStockResult(
        preprinted=preprinted, ranges=tuple(found), page=page, pages=pages, count=count
    )


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
