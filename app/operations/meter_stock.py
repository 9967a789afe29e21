"""The stock of meters, as an inquiry: received, given out, left, still verified."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain import meter_stock as rules
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import meter_stock
from app.ledger.queries.meter_stock import StockedRange
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.settings_history import PER_PAGE, require_page


class MeterStockArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Of which model; all where nothing is said."""

    model: str | None = None
    page: int = 1


class MeterStockResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of received ranges, by model and number."""

    today: date
    ranges: tuple[StockedRange, ...]
    page: int
    pages: int
    count: int
    """Ranges of all pages."""
    rule: rules.StockRule


def look_at(kiosk: Kiosk, caller: Caller, arguments: MeterStockArguments) -> MeterStockResult:
    """Reads one page. Raises BadArgument."""
    model, page = arguments.model, arguments.page
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        count = meter_stock.count(reader.db, model)
        pages = max(1, -(-count // PER_PAGE))
        require_page(page, pages)
        found = meter_stock.stock(reader.db, model, skip=(page - 1) * PER_PAGE, most=PER_PAGE)
        rule = meter_stock.rule(reader.db)
    return MeterStockResult(
        today=today, ranges=tuple(found), page=page, pages=pages, count=count, rule=rule
    )


def quote_for(look: MeterStockResult, arguments: MeterStockArguments) -> MeterStockResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: MeterStockResult) -> MeterStockResult:
    """What was found."""
    return quote


METER_STOCK = Operation(
    name="meter-stock",
    summary=_("Show the stock of meters: received, given out, left."),
    permission=Permission.AUDIT,
    arguments=MeterStockArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)


def notes_of_meter(db: Database, meter: str, model: str, today: date) -> tuple[str, ...]:
    """What the stock says against using a meter, where it only warns. Raises StockRefused."""
    return rules.stock_notes(
        meter_stock.rule(db), meter, model, meter_stock.range_of(db, meter), today
    )
