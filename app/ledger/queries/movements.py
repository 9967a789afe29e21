"""What moved on an account, of whatever kind, newest first."""

from __future__ import annotations

import enum
from typing import NamedTuple

from peewee import Database

from app.domain.identity import EventId
from app.ledger.projection.statements import execute
from app.ledger.projection.tables.cards import Outcome

_STANDS = (
    "NOT EXISTS (SELECT 1 FROM plan decided WHERE decided.subject = {0}.id "  # noqa: S608  constants of this module
    f"AND decided.outcome = '{Outcome.NOT_WRITTEN.value}')"
)


class MovementKind(enum.StrEnum):
    """Where a movement stands."""

    PURCHASE = "purchase"
    COMPENSATION = "compensation"
    """Credit that nobody paid for as it stands on the card."""
    REFUND = "refund"
    """Refund, reversal, or money back."""
    METER_CREDIT = "meter_credit"


class Movement(NamedTuple):
    """Which, and for which meter."""

    kind: MovementKind
    id: EventId
    allocation: EventId


_OF_ACCOUNT = (
    "SELECT 'purchase', id, allocation, date FROM purchase "  # noqa: S608  constants of this module
    "WHERE account = ? AND total IS NOT NULL UNION ALL "
    "SELECT 'compensation', compensation.id, compensation.allocation, plan.date "
    "FROM compensation JOIN plan ON plan.id = compensation.id "
    f"WHERE compensation.account = ? AND {_STANDS.format('compensation')} UNION ALL "
    "SELECT 'refund', id, allocation, date FROM refund "
    f"WHERE account = ? AND basis IS NOT NULL AND {_STANDS.format('refund')} UNION ALL "
    "SELECT 'meter_credit', event, allocation, date FROM meter_credit WHERE account = ? "
    "ORDER BY 4 DESC, 2 DESC, 3 LIMIT ? OFFSET ?"
)


def movements_of(db: Database, account: str, most: int, skip: int = 0) -> list[Movement]:
    """Movements of an account, at most ``most`` after the ``skip`` newest ones."""
    rows = execute(db, _OF_ACCOUNT, (account, account, account, account, most, skip)).fetchall()
    return [
        Movement(MovementKind(kind), EventId.from_key(id), EventId.from_key(allocation))
        for kind, id, allocation, _day in rows
    ]
