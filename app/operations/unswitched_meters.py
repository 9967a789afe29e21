"""Meters with prices inside that still reckon by an old table, as far as is known here.

A meter gets its prices from the card that brings it a load. One that has had no load since the
revision in force was entered does not know it; one whose card carries it may not have read the
card yet.
"""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import unswitched
from app.ledger.queries.unswitched import UnswitchedMeter
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.settings_history import PER_PAGE, require_page


class UnswitchedMetersArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which page."""

    page: int = 1


class UnswitchedMetersResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of meters, by tariff class and number."""

    meters: tuple[UnswitchedMeter, ...]
    page: int
    pages: int
    count: int
    """Of all pages."""


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: UnswitchedMetersArguments
) -> UnswitchedMetersResult:
    """Reads one page. Raises BadArgument."""
    today, page = local_date(kiosk), arguments.page
    with kiosk.ledger.read() as reader:
        count = unswitched.count(reader.db, today)
        pages = max(1, -(-count // PER_PAGE))
        require_page(page, pages)
        found = unswitched.meters(reader.db, today, skip=(page - 1) * PER_PAGE, most=PER_PAGE)
    return UnswitchedMetersResult(meters=tuple(found), page=page, pages=pages, count=count)


def quote_for(
    look: UnswitchedMetersResult, arguments: UnswitchedMetersArguments
) -> UnswitchedMetersResult:
    """An inquiry has no consequence."""
    return look


def carry_out(
    kiosk: Kiosk, caller: Caller, quote: UnswitchedMetersResult
) -> UnswitchedMetersResult:
    """What was found."""
    return quote


UNSWITCHED_METERS = Operation(
    name="unswitched-meters",
    summary=_("List meters with prices inside that do not reckon by the prices in force yet."),
    permission=Permission.AUDIT,
    arguments=UnswitchedMetersArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
