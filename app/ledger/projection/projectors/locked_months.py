"""Months whose books are closed."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.locked_months import MonthLocked
from app.ledger.projection.projectors.parts import Projector, Rows, key_of, setter_of, text_of
from app.ledger.projection.tables.locked_months import LockedMonthRecord, LockedUpToRecord


def _locked(out: Rows, id: EventId, entry: Entry, event: MonthLocked) -> None:
    setter, month = setter_of(id, entry), text_of(event.month)
    out.add(LockedMonthRecord(setter, month, entry.at, key_of(id), entry.operator))
    for last in map(key_of, event.known):
        out.add(LockedUpToRecord(setter, month, last >> 32, entry.at, key_of(id), last))


PROJECTORS: dict[type[Event], Projector] = {MonthLocked: _locked}
