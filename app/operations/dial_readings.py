"""Inquiry: readings of dials, and what became of them."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.dial_readings import Verdict
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import dial_readings
from app.ledger.queries.dial_readings import DialReading, ReadingFilter, ReadingPlace
from app.operations.inquiring import (
    PER_PAGE,
    account_typed,
    days_in_order,
    meter_typed,
    place_behind,
    rows_asked,
    token_of,
)
from app.operations.operation import Caller, Operation


class DialReadingsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which readings; all where nothing is said."""

    verdict: Verdict | None = None
    """As decided by now."""
    account: str | None = None
    meter: str | None = None
    since: date | None = None
    """First day on which they were recorded."""
    until: date | None = None
    """Last day."""
    rows: int = PER_PAGE
    after: str | None = None
    """What the page before said under ``next``."""


class DialReadingsResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page, newest first."""

    readings: tuple[DialReading, ...]
    next: str | None
    """Where the next page begins; None: this was the last."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: DialReadingsArguments) -> DialReadingsResult:
    """Reads one page. Raises BadArgument."""
    rows = rows_asked(arguments.rows)
    before = place_behind(arguments.after, ReadingPlace)
    days_in_order(arguments.since, arguments.until)
    which = ReadingFilter(
        verdict=arguments.verdict,
        account=account_typed(arguments.account),
        meter=meter_typed(arguments.meter),
        since=arguments.since,
        until=arguments.until,
    )
    with kiosk.ledger.read() as reader:
        found = dial_readings.readings(reader.db, which, rows + 1, before)
    page = found[:rows]
    last = page[-1] if len(found) > rows else None
    place = None if last is None else ReadingPlace(last.date.isoformat(), last.event.to_key())
    return DialReadingsResult(readings=tuple(page), next=None if place is None else token_of(place))


def quote_for(look: DialReadingsResult, arguments: DialReadingsArguments) -> DialReadingsResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: DialReadingsResult) -> DialReadingsResult:
    """What was found."""
    return quote


DIAL_READINGS = Operation(
    name="dial-readings",
    summary=_("Show readings of dials: accepted, questioned, refused."),
    permission=Permission.READ_CARD,
    arguments=DialReadingsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
