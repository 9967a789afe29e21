"""What goes over at a change of customer, and from whom an account was taken over."""

from __future__ import annotations

from peewee import Database

from app.domain.handover import Handover
from app.domain.identity import EventId
from app.ledger.events.handovers import CustomerChanged
from app.ledger.projection.statements import execute
from app.ledger.queries import journal
from app.ledger.queries.reading import first

_FORMER = "SELECT former FROM succession WHERE successor = ? AND tier_use"


def goes_over(db: Database) -> frozenset[Handover]:
    """What goes over to the new person by the settings."""
    return frozenset(
        Handover(row[0]) for row in execute(db, "SELECT what FROM handover WHERE goes")
    )


def taken_over(db: Database, account: str) -> CustomerChanged | None:
    """The change of customer that an account was opened by; None for any other account."""
    row = first(db, "SELECT event FROM succession WHERE successor = ?", (account,))
    entry = None if row is None else journal.entry(db, EventId.from_key(row[0]))
    found = None if entry is None else entry.event
    return found if isinstance(found, CustomerChanged) else None


def counted_with(db: Database, account: str) -> tuple[str, ...]:
    """The account, and those before it whose use counts for its tiers."""
    found = [account]
    while (row := first(db, _FORMER, (found[-1],))) is not None and row[0] not in found:
        found.append(row[0])
    return tuple(found)
