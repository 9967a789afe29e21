"""Months whose books are closed, and what still stands open in one."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.identity import EventId, Node, Operator, Stamp
from app.domain.months import month_after
from app.ledger.events.fleet import KioskRevoked
from app.ledger.projection.statements import execute
from app.ledger.queries import journal
from app.ledger.queries.reading import keys_of, value
from app.ledger.queries.tenders import LIVE

_LAST = "SELECT MAX(month) FROM locked_month WHERE setter IN (0, ?)"
_ALL = (
    "SELECT month, at, operator FROM locked_month WHERE setter IN (0, ?) "
    "ORDER BY month DESC, setter"
)
_SHIFTS = (
    "SELECT id FROM shift WHERE closed_by IS NULL AND opened_at IS NOT NULL "
    "AND accounting_date < ? ORDER BY id"
)
_TENDERS = (
    "SELECT t.sale FROM tender t "  # noqa: S608  a condition of ours
    f"WHERE t.reference IS NULL AND t.date < ? AND {LIVE} AND NOT EXISTS (SELECT 1 "
    "FROM tender_outcome o WHERE o.sale = t.sale AND o.line = t.line) ORDER BY t.sale"
)
# A function card's plan moves no money.
_PLANS = (
    "SELECT id FROM plan WHERE outcome IS NULL AND kind IS NOT NULL AND shift IS NOT NULL "
    "AND date < ? ORDER BY +id"  # by the index of the few open ones
)
_NEXT_BOOKED = "SELECT MIN(event) FROM posting WHERE event > ?"
_LAST_BOOKED = "SELECT MAX(event) FROM posting WHERE event BETWEEN ? AND ?"
_REVOKED = "SELECT event FROM deed WHERE kind = 'kiosk_revoked'"


class LockedMonth(msgspec.Struct, frozen=True, kw_only=True):
    """A month, and who locked it when."""

    month: date
    """Its first day."""
    at: Stamp
    operator: Operator | None


class OpenThings(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps a month from being locked, in it and before it."""

    shifts: tuple[EventId, ...] = ()
    tenders: tuple[EventId, ...] = ()
    """Sales with a payment of which nobody has said whether it came."""
    plans: tuple[EventId, ...] = ()
    """Card operations that came to no proved end."""


def last_locked(db: Database, node: Node) -> date | None:
    """First day of the last month that is locked for a node, by itself or by head office."""
    found = value(db, _LAST, (node,))
    return None if found is None else date.fromisoformat(found)


def locked_months(db: Database, node: Node) -> tuple[LockedMonth, ...]:
    """All of them, the last one first."""
    found: dict[str, LockedMonth] = {}
    for month, at, operator in execute(db, _ALL, (node,)).fetchall():
        one = LockedMonth(month=date.fromisoformat(month), at=at, operator=operator)
        found.setdefault(month, one)
    return tuple(found.values())


def last_booked(db: Database) -> tuple[EventId, ...]:
    """By node and epoch, the last event that booked something, as far as is known here."""
    found: list[EventId] = []
    after = -1
    while (booked := value(db, _NEXT_BOOKED, (after,))) is not None:
        one = EventId.from_key(booked)
        after = keys_of(one.node, one.epoch)[1]
        found.append(EventId.from_key(value(db, _LAST_BOOKED, (booked, after))))
    return tuple(found)


def open_things(db: Database, month: date) -> OpenThings:
    """What stands open in a month or before it, at all nodes that are known here.

    What is left at a kiosk that head office revoked stays as it is for ever: nobody waits for it.
    """
    end = month_after(month).isoformat()
    revoked = _revoked(db)

    def found(sql: str) -> tuple[EventId, ...]:
        ids = (EventId.from_key(key) for (key,) in execute(db, sql, (end,)).fetchall())
        return tuple(one for one in ids if one.node not in revoked)

    return OpenThings(shifts=found(_SHIFTS), tenders=found(_TENDERS), plans=found(_PLANS))


def _revoked(db: Database) -> frozenset[Node]:
    entries = (
        journal.entry(db, EventId.from_key(key)) for (key,) in execute(db, _REVOKED).fetchall()
    )
    events = (one.event for one in entries if one is not None)
    return frozenset(one.kiosk for one in events if isinstance(one, KioskRevoked))
