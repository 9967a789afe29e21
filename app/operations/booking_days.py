"""On which day something is booked: never in a locked month."""

from __future__ import annotations

from datetime import date

from peewee import Database

from app.domain.identity import Node
from app.domain.months import accounting_date
from app.ledger.queries.locked_months import last_locked


def booking_day(db: Database, node: Node, day: date) -> date:
    """What is of ``day`` at a node is booked on that day, or on the first that is open."""
    return accounting_date(day, last_locked(db, node))
