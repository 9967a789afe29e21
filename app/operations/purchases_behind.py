"""Inquiry: the purchases that a row of a report counts, newest first."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import purchases
from app.operations.errors import BadArgument
from app.operations.inquiring import PER_PAGE, place_behind, rows_asked, token_of
from app.operations.operation import Caller, Operation
from app.operations.purchases import PurchasesResult, purchase_row
from app.operations.report import AskedReport, running_report
from app.reports.columns import Column, ColumnKind, Row
from app.reports.running import purchases_behind

_WORDS = (ColumnKind.TEXT, ColumnKind.DATE)


class PurchasesBehindArguments(AskedReport, frozen=True, kw_only=True):
    """A report, and one of its rows."""

    row: str
    """The cells of the row as ``report`` told them: a JSON array."""
    rows: int = PER_PAGE
    after: str | None = None
    """What the page before said under ``next``."""


class _Place(NamedTuple):
    """Where a page begins."""

    skip: int


def look_at(kiosk: Kiosk, caller: Caller, arguments: PurchasesBehindArguments) -> PurchasesResult:
    """Reads one page. Raises BadReport, BadArgument."""
    wanted = rows_asked(arguments.rows)
    skip = (place_behind(arguments.after, _Place) or _Place(0)).skip
    with kiosk.ledger.read() as reader:
        running = running_report(kiosk, reader, arguments)
        row = _row_given(arguments.row, running.columns)
        keys = purchases_behind(
            reader.db, running.report, running.asked, row, most=wanted + 1, skip=skip
        )
        found = purchases.with_keys(reader.db, keys[:wanted])
    more = len(keys) > wanted
    return PurchasesResult(
        purchases=tuple(purchase_row(one) for one in found),
        next=token_of(_Place(skip + wanted)) if more else None,
    )


def _row_given(text: str, columns: tuple[Column, ...]) -> Row:
    """Raises BadArgument for what is no row of such a report."""
    try:
        row = msgspec.json.decode(text, type=Row)
    except (msgspec.DecodeError, UnicodeError):
        row = ()
    if len(row) != len(columns) or not all(map(_fits, columns, row)):
        raise BadArgument(
            _("This is not a row of the report."),
            _("Nothing was looked for. Give a row as `tapcard do report --json` tells it."),
        )
    return row


def _fits(column: Column, cell: int | str | None) -> bool:
    return cell is None or isinstance(cell, str if column.kind in _WORDS else int)


def quote_for(look: PurchasesResult, arguments: PurchasesBehindArguments) -> PurchasesResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: PurchasesResult) -> PurchasesResult:
    """What was found."""
    return quote


PURCHASES_BEHIND = Operation(
    name="purchases-behind",
    summary=_("Find the purchases that a row of a report counts."),
    permission=Permission.REPORTS,
    arguments=PurchasesBehindArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
