"""What is needed to reckon an account's purchases anew, and what came of it before."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.domain.tariff.breakdown import Line
from app.domain.tariff.schedule import Schedule, schedule_of
from app.ledger.projection.statements import execute
from app.ledger.queries.accounts import Account
from app.ledger.queries.reading import first

_lines = msgspec.json.Decoder(tuple[Line, ...])

_HISTORY = (
    "SELECT since, old, new FROM account_history WHERE account = ? AND field = ? ORDER BY at, event"
)
_ANEW = (
    "SELECT lines, period_start, allowance FROM reckoned_anew WHERE purchase = ? AND allocation = ?"
)


class Anew(NamedTuple):
    """What a purchase costs and how it counts since it was last reckoned anew."""

    lines: tuple[Line, ...]
    period_start: date
    allowance: Quantity


def reckoned_anew(db: Database, purchase: EventId, allocation: EventId) -> Anew | None:
    """As the last correction left a purchase; None where none changed it."""
    row = first(db, _ANEW, (purchase.to_key(), allocation.to_key()))
    if row is None:
        return None
    return Anew(_lines.decode(row[0]), date.fromisoformat(row[1]), row[2])


def classes_of(db: Database, account: Account) -> Schedule:
    """Tariff classes of an account by the day from which each holds."""
    return _schedule(db, account, "tariff_class", account.tariff_class)


def household_of(db: Database, account: Account) -> Schedule:
    """Persons of a household by the day from which they count."""
    return _schedule(db, account, "household_size", account.household_size)


def _schedule(db: Database, account: Account, field: str, now: int) -> Schedule:
    rows = execute(db, _HISTORY, (account.number, field)).fetchall()
    if not rows:
        return ((account.opened, now),)
    return schedule_of(
        account.opened, rows[0][1], ((date.fromisoformat(row[0]), row[2]) for row in rows)
    )
