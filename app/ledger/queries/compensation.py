"""Credit that was given without money, and credit that is still owed."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.domain.sales import Load
from app.ledger.projection.statements import execute
from app.ledger.projection.tables.cards import Outcome
from app.ledger.projection.tables.sales import CompensationRecord
from app.ledger.queries.reading import first, id_of, quoted_in, value


class Compensation(msgspec.Struct, frozen=True, kw_only=True):
    """Credit for one meter that nobody paid for as it stands on the card.

    The load that a new meter begins with is one of these, what moved to it among it.
    """

    id: EventId
    """Opening event, and plan."""
    account: str
    allocation: EventId
    load: Load
    settles: Quantity
    """Part of it that makes good what was owed to the customer for this meter."""
    reason: str
    loaded: EventId | None
    """The event that proved it on its card."""


_load = msgspec.json.Decoder(Load)

# The first load of a new meter may stand on a card that renewed the one it was meant for.
_NEWEST = (
    "COALESCE((SELECT MAX(renewal.id) FROM plan renewal WHERE renewal.subject = compensation.id "
    "AND renewal.renews IS NOT NULL), compensation.id)"
)
_BY_ID = (
    f"SELECT {quoted_in('compensation', CompensationRecord)}, outcome, closed_by "  # noqa: S608  constants of this module
    f"FROM compensation JOIN plan ON plan.id = {_NEWEST} WHERE compensation.id = ?"
)
_LOADS = (
    f"SELECT load, settles FROM compensation JOIN plan ON plan.id = {_NEWEST} "  # noqa: S608  constants of this module
    "WHERE compensation.allocation = ? AND outcome = 'happened' ORDER BY number, plan.id"
)
_LOADS_BETWEEN = (
    f"SELECT compensation.allocation, load FROM compensation JOIN plan ON plan.id = {_NEWEST} "  # noqa: S608  constants of this module
    "WHERE compensation.allocation BETWEEN ? AND ? AND outcome = 'happened'"
)
_LAST_NUMBER = (
    f"SELECT MAX(number) FROM compensation JOIN plan ON plan.id = {_NEWEST} "  # noqa: S608  constants of this module
    "WHERE compensation.allocation = ? AND outcome = 'happened'"
)
_OWED = "SELECT SUM(quantity) FROM credit_owed WHERE account = ? AND allocation = ?"
_NOTED = "SELECT COUNT(*) FROM credit_owed WHERE allocation = ? AND purchase = ? AND quantity < 0"
_OWED_FOR = (
    "SELECT COUNT(*) FROM credit_owed WHERE allocation = ? AND purchase = ? AND quantity > 0"
)


def compensation(db: Database, id: EventId) -> Compensation | None:
    """A compensation by the event that opened it."""
    row = first(db, _BY_ID, (id.to_key(),))
    if row is None:
        return None
    *columns, outcome, closed_by = row
    record = CompensationRecord._make(columns)
    return Compensation(
        id=id,
        account=record.account,
        allocation=EventId.from_key(record.allocation),
        load=_load.decode(record.load),
        settles=record.settles,
        reason=record.reason,
        loaded=id_of(closed_by) if outcome == Outcome.HAPPENED else None,
    )


def loads_of(db: Database, allocation: EventId) -> list[tuple[Load, Quantity]]:
    """All compensation that is on a card, or was taken from it, by number; and what of it made
    good what was owed."""
    rows = execute(db, _LOADS, (allocation.to_key(),))
    return [(_load.decode(row[0]), row[1]) for row in rows]


def loads_between(db: Database, first: int, last: int) -> list[tuple[int, Load]]:
    """All of each allocation from a key to another, with that key; in no order."""
    rows = execute(db, _LOADS_BETWEEN, (first, last))
    return [(row[0], _load.decode(row[1])) for row in rows]


def last_number(db: Database, allocation: EventId) -> int:
    """The highest purchase number that a compensation on a card has; 0 without one."""
    return int(value(db, _LAST_NUMBER, (allocation.to_key(),)) or 0)


def arrival_noted(db: Database, allocation: EventId, plan: EventId) -> bool:
    """Whether it is on record that a meter had what the card of ``plan`` was made without."""
    return bool(value(db, _NOTED, (allocation.to_key(), plan.to_key())))


def owed_for(db: Database, allocation: EventId, plan: EventId) -> bool:
    """Whether it is on record that the load which a plan wrote is owed."""
    return bool(value(db, _OWED_FOR, (allocation.to_key(), plan.to_key())))


def owed(db: Database, account: str, allocation: EventId) -> Quantity:
    """Credit that is owed for a meter, as its charging type counts; never below 0.

    Loads that may have died, less what compensation has made good and what arrived after all.
    """
    return max(0, int(value(db, _OWED, (account, allocation.to_key())) or 0))
