"""Inquiry: meters with warnings, or not read for long; worst first."""

from __future__ import annotations

import enum
from datetime import date, timedelta

import msgspec

from app.domain.cards import ChargingType, MeterStatus, UtilityKind
from app.domain.identity import EventId
from app.domain.meter_health import warnings_in
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import meter_health
from app.ledger.queries.meter_health import FoundMeter, HealthFilter, HealthPlace
from app.operations.errors import BadArgument
from app.operations.inquiring import PER_PAGE, charging_of, place_behind, rows_asked, token_of
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation

DAYS = 60
"""So long a meter may tell nothing before it is named."""
_MOST_DAYS = 3660


class Complaint(enum.StrEnum):
    """What may be the matter with a meter."""

    TAMPER = "tamper"
    MAGNET = "magnet"
    ILLEGAL_CARD = "illegal_card"
    VALVE_FAULT = "valve_fault"
    BATTERY_LOW = "battery_low"
    VALVE_CLOSED = "valve_closed"
    OVER_HOARDING = "over_hoarding"
    SILENT = "silent"
    """It told nothing for long."""

    @property
    def bit(self) -> int:
        """Its bit in what a meter tells; 0 for one that tells nothing."""
        return 0 if self is Complaint.SILENT else MeterStatus[self.name].value


class MeterHealthArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which meters; all that something is the matter with where nothing is said."""

    warning: Complaint | None = None
    days: int = DAYS
    rows: int = PER_PAGE
    after: str | None = None
    """What the page before said under ``next``."""


class MeterHealth(msgspec.Struct, frozen=True, kw_only=True):
    """What a meter last told of itself."""

    allocation: EventId
    event: EventId
    """The event that told it, or that allocated the meter."""
    account: str
    meter: str
    kind: UtilityKind
    model: str
    date: date
    """Day on which it was told; where nothing was yet, on which the meter was allocated."""
    told: bool
    status: int
    """Bits of MeterStatus."""
    remaining: int


class MeterRow(msgspec.Struct, frozen=True, kw_only=True):
    """A meter in the list."""

    health: MeterHealth
    warnings: tuple[Complaint, ...]
    """Worst first; silence last."""
    silent_days: int
    """Days since it told something, or since it was allocated."""
    charging: ChargingType
    """What its credit counts."""


class MeterHealthResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page, worst first."""

    today: date
    meters: tuple[MeterRow, ...]
    next: str | None
    """Where the next page begins; None: this was the last."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: MeterHealthArguments) -> MeterHealthResult:
    """Reads one page. Raises BadArgument."""
    rows = rows_asked(arguments.rows)
    after = place_behind(arguments.after, HealthPlace)
    if not 1 <= arguments.days <= _MOST_DAYS:
        raise BadArgument(
            _("Not read for 1 to {most} days can be asked for.").format(most=_MOST_DAYS),
            _("Nothing was looked for. Change the number of days."),
        )
    today = local_date(kiosk)
    which = HealthFilter(
        silent_since=today - timedelta(days=arguments.days),
        warning=0 if arguments.warning is None else arguments.warning.bit,
        silent=arguments.warning is Complaint.SILENT,
    )
    with kiosk.ledger.read() as reader:
        found = meter_health.health(reader.db, which, rows + 1, after)
        charging = charging_of(reader.db, {one.model for one in found})
    page = found[:rows]
    return MeterHealthResult(
        today=today,
        meters=tuple(_row(one, charging[one.model], today, which.silent_since) for one in page),
        next=token_of(page[-1].place) if len(found) > rows else None,
    )


def _row(found: FoundMeter, charging: ChargingType, today: date, silent_since: date) -> MeterRow:
    warnings = [Complaint[str(bit.name)] for bit in warnings_in(found.status)]
    if found.date <= silent_since:
        warnings.append(Complaint.SILENT)
    return MeterRow(
        health=_health(found),
        warnings=tuple(warnings),
        silent_days=(today - found.date).days,
        charging=charging,
    )


def _health(found: FoundMeter) -> MeterHealth:
    return MeterHealth(
        allocation=found.allocation,
        event=found.event,
        account=found.account,
        meter=found.meter,
        kind=found.kind,
        model=found.model,
        date=found.date,
        told=found.told,
        status=found.status,
        remaining=found.remaining,
    )


def quote_for(look: MeterHealthResult, arguments: MeterHealthArguments) -> MeterHealthResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: MeterHealthResult) -> MeterHealthResult:
    """What was found."""
    return quote


METER_HEALTH = Operation(
    name="meter-health",
    summary=_("Show meters with warnings and meters not read for long, worst first."),
    permission=Permission.READ_CARD,
    arguments=MeterHealthArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
