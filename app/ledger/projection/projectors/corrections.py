"""Corrections, and limits of who may do what alone."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import corrections
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, key_of
from app.ledger.projection.tables.master import MoneyLimitRecord


def _limit_set(out: Rows, id: EventId, entry: Entry, event: corrections.MoneyLimitSet) -> None:
    out.add(MoneyLimitRecord(event.limit.value, entry.at, key_of(id), event.new))


PROJECTORS: dict[type[Event], Projector] = {
    corrections.MoneyLimitSet: _limit_set,
}
