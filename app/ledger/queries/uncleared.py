"""Meters that an account left behind, of which nothing shows that its credit is gone.

A meter shows it through a card: a function card's reading, the former customer's card, or the card
of another account, which a meter obeys only after it was cleared.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.account_closing import Emptied
from app.domain.cards import ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.ledger.projection.statements import execute
from app.ledger.queries.accounts import Allocation
from app.ledger.queries.reading import value


class UnclearedMeter(msgspec.Struct, frozen=True, kw_only=True):
    """A meter, as the final statement of its account told of it."""

    event: EventId
    """The end of the account."""
    account: str
    successor: str
    """Account of whoever took over; empty: nobody did."""
    meter: str
    kind: UtilityKind
    charging: ChargingType
    worked_on: date
    left: int
    """Credit inside it then."""
    unproven: int
    """A load of a lost card, which it may have taken since."""
    worth: Money
    """What was given back for it."""
    emptied: Emptied | None
    """What was known then; None: recorded before this was told."""


# A meter's clock proves nothing: what a function card tells is no older than its making. Before its
# account a meter was blank too, so only a card made later tells of the end.
_SHOWN = (
    "(EXISTS (SELECT 1 FROM meter_reading reading "
    "LEFT JOIN plan made ON made.id = reading.function_card "
    "WHERE reading.meter = closed.meter AND ((reading.account = closed.account "
    "AND reading.remaining <= 0 AND reading.total_credited >= closed.credited) "
    "OR (made.date >= closed.worked_on AND made.date > closed.began "
    "AND (reading.account NOT IN ('', closed.account) "
    "OR (reading.account = '' AND reading.remaining <= 0))))) "
    "OR EXISTS (SELECT 1 FROM last_reading told "
    "JOIN read_back ON read_back.event = told.event AND read_back.allocation = told.allocation "
    "WHERE told.allocation = closed.allocation AND told.remaining <= 0 "
    "AND read_back.total_credited >= closed.credited))"
)
# Of several ends on one day the stamps tell which came first.
_OBEYS_ANOTHER = (
    "EXISTS (SELECT 1 FROM allocation later JOIN read_back ON read_back.allocation = later.id "
    "WHERE later.meter = closed.meter AND later.account <> closed.account "
    "AND later.began >= closed.worked_on AND NOT EXISTS (SELECT 1 FROM closed_meter earlier "
    "WHERE earlier.allocation = later.id AND earlier.at <= closed.at))"
)
_ONE = (
    "SELECT CAST(? AS BIGINT) AS allocation, CAST(? AS TEXT) AS account, CAST(? AS TEXT) AS meter, "
    "CAST(? AS TEXT) AS began, CAST(? AS TEXT) AS worked_on, CAST(? AS BIGINT) AS credited"
)
_CERTAIN = ", ".join(f"'{one.value}'" for one in Emptied if one.is_certain)
_OPEN = (
    "FROM (SELECT closed_meter.*, allocation.began FROM closed_meter "  # noqa: S608  constants of this module
    "JOIN allocation ON allocation.id = closed_meter.allocation "
    f"WHERE NOT returned AND (emptied IS NULL OR emptied NOT IN ({_CERTAIN}))) AS closed "
    f"WHERE NOT {_SHOWN} AND NOT {_OBEYS_ANOTHER}"
)
_PAGE = (
    "SELECT event, account, (SELECT survivor FROM account_state "  # noqa: S608  constants of this module
    "WHERE account_state.event = closed.event), meter, kind, charging, worked_on, remains, "
    f"unproven, worth, emptied {_OPEN} ORDER BY worked_on, event, allocation LIMIT ? OFFSET ?"
)


def shown_empty(db: Database, meter: Allocation, credited: int, worked_on: date) -> bool:
    """Whether the meter told that it has nothing of its account any more.

    ``credited``: all that it may have had. ``worked_on``: day on which the account ends there.
    """
    params = (
        meter.id.to_key(),
        meter.account,
        meter.meter,
        meter.began.isoformat(),
        worked_on.isoformat(),
        credited,
    )
    return value(db, f"SELECT 1 FROM ({_ONE}) AS closed WHERE {_SHOWN}", params) is not None  # noqa: S608  constants


def count(db: Database) -> int:
    """How many there are."""
    return int(value(db, f"SELECT COUNT(*) {_OPEN}"))


def meters(db: Database, *, skip: int, most: int) -> list[UnclearedMeter]:
    """A page of them, the oldest first."""
    return [
        UnclearedMeter(
            event=EventId.from_key(event),
            account=account,
            successor=successor or "",
            meter=meter,
            kind=UtilityKind(kind),
            charging=ChargingType(charging),
            worked_on=date.fromisoformat(day),
            left=left,
            unproven=unproven,
            worth=worth,
            emptied=None if emptied is None else Emptied(emptied),
        )
        for (
            event,
            account,
            successor,
            meter,
            kind,
            charging,
            day,
            left,
            unproven,
            worth,
            emptied,
        ) in execute(db, _PAGE, (most, skip))
    ]
