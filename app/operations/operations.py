"""Inquiry: everything that was done to an account, card or meter, by an operator, on days."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from app.domain.identity import EventId, Operator
from app.domain.permissions import Permission, Rights
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import deeds, permissions, settings
from app.ledger.queries.deeds import Deed, DeedFilter, DeedPlace
from app.operations.errors import NotAllowed
from app.operations.inquiring import (
    PER_PAGE,
    account_typed,
    days_in_order,
    local_time,
    meter_typed,
    place_behind,
    rows_asked,
    serial_typed,
    stamp_of_day,
    token_of,
)
from app.operations.operation import Caller, Operation


class OperationsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What was done to whom, by whom, when; everything where nothing is said."""

    account: str | None = None
    card: str | None = None
    """Serial."""
    meter: str | None = None
    operator: Operator | None = None
    """Who did it, signed as second person, or it was done to."""
    since: date | None = None
    until: date | None = None
    """Last day."""
    rows: int = PER_PAGE
    after: str | None = None
    """What the page before said under ``next``."""


class DeedRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done."""

    event: EventId
    at: datetime
    """Where the utility is."""
    kind: str
    """Name of the event in the journal."""
    account: str
    operator: Operator | None
    second: Operator | None
    reason: str


class OperationsResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page, newest first."""

    operations: tuple[DeedRow, ...]
    next: str | None
    """Where the next page begins; None: this was the last."""


def oversees(rights: Rights) -> bool:
    """Whether somebody may look at what colleagues did, whomever they did it to."""
    return not rights.isdisjoint({Permission.AUDIT, Permission.DECIDE})


def look_at(kiosk: Kiosk, caller: Caller, arguments: OperationsArguments) -> OperationsResult:
    """Reads one page. Raises BadArgument, NotAllowed."""
    rows = rows_asked(arguments.rows)
    before = place_behind(arguments.after, DeedPlace)
    days_in_order(arguments.since, arguments.until)
    with kiosk.ledger.read() as reader:
        zone = settings.time_zone(reader.db)
        which = _filter(arguments, zone)
        if which.operator is not None or not (which.account or which.card or which.meter):
            _require_overseer(permissions.rights_of_operator(reader.db, caller.operator))
        found = deeds.deeds(reader.db, which, rows + 1, before)
    page = found[:rows]
    return OperationsResult(
        operations=tuple(row_of(one, zone) for one in page),
        next=token_of(page[-1].place) if len(found) > rows else None,
    )


def _filter(arguments: OperationsArguments, zone: str) -> DeedFilter:
    since, until = arguments.since, arguments.until
    return DeedFilter(
        account=account_typed(arguments.account),
        card=serial_typed(arguments.card),
        meter=meter_typed(arguments.meter),
        operator=arguments.operator,
        since=0 if since is None else stamp_of_day(since, zone),
        until=None if until is None else stamp_of_day(until, zone, days_later=1),
    )


def _require_overseer(rights: Rights) -> None:
    if not oversees(rights):
        raise NotAllowed(
            _("What colleagues did is shown to those who decide or audit."),
            _("Ask for an account, card or meter; or ask a supervisor or an auditor to look."),
        )


def row_of(deed: Deed, zone: str) -> DeedRow:
    """A line as it is shown."""
    return DeedRow(
        event=deed.event,
        at=local_time(deed.at, zone),
        kind=deed.kind,
        account=deed.account,
        operator=deed.operator,
        second=deed.second,
        reason=deed.reason,
    )


def quote_for(look: OperationsResult, arguments: OperationsArguments) -> OperationsResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: OperationsResult) -> OperationsResult:
    """What was found."""
    return quote


OPERATIONS_DONE = Operation(
    name="operations",
    summary=_("Show everything done to an account, card or meter, by an operator, on days."),
    permission=Permission.READ_CARD,
    arguments=OperationsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
