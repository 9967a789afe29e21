"""Inquiry: what meters told through their customers' cards."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cards import ChargingType, ReadBack, UtilityKind
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import found_readings
from app.ledger.queries.found_readings import FoundReading, ReadingFilter, ReadingPlace
from app.operations.inquiring import (
    PER_PAGE,
    account_typed,
    charging_of,
    days_in_order,
    meter_typed,
    place_behind,
    rows_asked,
    serial_typed,
    token_of,
)
from app.operations.operation import Caller, Operation


class ReadingsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which readings; all where nothing is said."""

    account: str | None = None
    meter: str | None = None
    card: str | None = None
    """Serial."""
    since: date | None = None
    until: date | None = None
    """Last day."""
    rows: int = PER_PAGE
    after: str | None = None
    """What the page before said under ``next``."""


class MeterReading(msgspec.Struct, frozen=True, kw_only=True):
    """A read-back in a list."""

    event: EventId
    allocation: EventId
    account: str
    meter: str
    kind: UtilityKind
    model: str
    serial: bytes
    date: date
    """Day on which the card brought it."""
    read_back: ReadBack


class ReadingRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a meter told."""

    reading: MeterReading
    charging: ChargingType
    """What its credit counts."""


class ReadingsResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page, newest first."""

    readings: tuple[ReadingRow, ...]
    next: str | None
    """Where the next page begins; None: this was the last."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReadingsArguments) -> ReadingsResult:
    """Reads one page. Raises BadArgument."""
    rows = rows_asked(arguments.rows)
    before = place_behind(arguments.after, ReadingPlace)
    days_in_order(arguments.since, arguments.until)
    which = ReadingFilter(
        account=account_typed(arguments.account),
        meter=meter_typed(arguments.meter),
        card=serial_typed(arguments.card),
        since=arguments.since,
        until=arguments.until,
    )
    with kiosk.ledger.read() as reader:
        found = found_readings.readings(reader.db, which, rows + 1, before)
        charging = charging_of(reader.db, {one.model for one in found})
    page = found[:rows]
    return ReadingsResult(
        readings=tuple(
            ReadingRow(reading=_reading(one), charging=charging[one.model]) for one in page
        ),
        next=token_of(page[-1].place) if len(found) > rows else None,
    )


def _reading(found: FoundReading) -> MeterReading:
    return MeterReading(
        event=found.event,
        allocation=found.allocation,
        account=found.account,
        meter=found.meter,
        kind=found.kind,
        model=found.model,
        serial=found.serial,
        date=found.date,
        read_back=found.read_back,
    )


def quote_for(look: ReadingsResult, arguments: ReadingsArguments) -> ReadingsResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReadingsResult) -> ReadingsResult:
    """What was found."""
    return quote


READINGS = Operation(
    name="readings",
    summary=_("Show what meters told through cards, by account, meter, card, days."),
    permission=Permission.READ_CARD,
    arguments=ReadingsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
