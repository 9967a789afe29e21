"""What moved on an account, of whatever kind, newest first."""

from __future__ import annotations

import enum
from datetime import date
from typing import NamedTuple

from peewee import Database

from app.domain.identity import EventId
from app.domain.quantity import Money
from app.ledger.projection.statements import all_rows, execute
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


_PRICED = (
    "SELECT 'purchase', id, date, number, total FROM purchase "  # noqa: S608  constants of this module
    "WHERE account = ? AND date BETWEEN ? AND ? AND total IS NOT NULL "
    f"AND {_STANDS.format('purchase')} UNION ALL "
    "SELECT 'compensation', compensation.id, plan.date, compensation.number, 0 "
    "FROM compensation JOIN plan ON plan.id = compensation.id "
    "WHERE compensation.account = ? AND plan.date BETWEEN ? AND ? "
    f"AND {_STANDS.format('compensation')} UNION ALL "
    "SELECT 'refund', id, date, NULL, -amount FROM refund "
    "WHERE account = ? AND date BETWEEN ? AND ? AND basis IS NOT NULL "
    f"AND refuted IS NULL AND {_STANDS.format('refund')} UNION ALL "
    "SELECT 'meter_credit', event, date, NULL, -amount FROM meter_credit "
    "WHERE account = ? AND date BETWEEN ? AND ? ORDER BY 3, 2, 4"
)


class PricedMovement(NamedTuple):
    """A movement with its day and price."""

    kind: MovementKind
    id: EventId
    date: date
    number: int | None
    """Purchase number of the load; None where it is about none."""
    total: Money
    """What goes back is below zero."""


def movements_between(db: Database, account: str, first: date, last: date) -> list[PricedMovement]:
    """Movements of an account between two days, oldest first; one for each meter of a sale.

    A purchase that was declared not written is none: its money went back at once. Nor is a refund
    of which the meter proved that it had the load: its money never goes out.
    """
    mine = (account, first.isoformat(), last.isoformat())
    return [
        PricedMovement(
            MovementKind(kind), EventId.from_key(id), date.fromisoformat(day), number, int(total)
        )
        for kind, id, day, number, total in all_rows(db, _PRICED, mine * 4)
    ]


def movements_of(db: Database, account: str, most: int, skip: int = 0) -> list[Movement]:
    """Movements of an account, at most ``most`` after the ``skip`` newest ones."""
    rows = execute(db, _OF_ACCOUNT, (account, account, account, account, most, skip)).fetchall()
    return [
        Movement(MovementKind(kind), EventId.from_key(id), EventId.from_key(allocation))
        for kind, id, allocation, _day in rows
    ]
