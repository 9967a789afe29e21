"""Meters that an ended account left behind and that nothing shows to be cleared.

What was inside was given back, went over or is gone with the account: water that such a meter still
gives is given a second time. One goes from the list by itself once a card brings word from it.
"""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import uncleared
from app.ledger.queries.uncleared import UnclearedMeter
from app.operations.operation import Caller, Operation
from app.operations.settings_history import PER_PAGE, require_page


class UnclearedMetersArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which page."""

    page: int = 1


class UnclearedMetersResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of meters, the oldest first."""

    meters: tuple[UnclearedMeter, ...]
    page: int
    pages: int
    count: int
    """Of all pages."""


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: UnclearedMetersArguments
) -> UnclearedMetersResult:
    """Reads one page. Raises BadArgument."""
    page = arguments.page
    with kiosk.ledger.read() as reader:
        count = uncleared.count(reader.db)
        pages = max(1, -(-count // PER_PAGE))
        require_page(page, pages)
        found = uncleared.meters(reader.db, skip=(page - 1) * PER_PAGE, most=PER_PAGE)
    return UnclearedMetersResult(meters=tuple(found), page=page, pages=pages, count=count)


def quote_for(
    look: UnclearedMetersResult, arguments: UnclearedMetersArguments
) -> UnclearedMetersResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: UnclearedMetersResult) -> UnclearedMetersResult:
    """What was found."""
    return quote


UNCLEARED_METERS = Operation(
    name="uncleared-meters",
    summary=_("List meters of ended accounts that are not shown to be cleared."),
    permission=Permission.READ_CARD,
    arguments=UnclearedMetersArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
