"""Months whose books are closed."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.locked_months import MonthLocked
from app.ledger.projection.projectors.parts import Projector, Rows, key_of, setter_of, text_of
from app.ledger.projection.tables.locked_months import LockedMonthRecord


def _locked(out: Rows, id: EventId, entry: Entry, event: MonthLocked) -> None:
    out.add(
        LockedMonthRecord(
            setter_of(id, entry), text_of(event.month), entry.at, key_of(id), entry.operator
        )
    )


PROJECTORS: dict[type[Event], Projector] = {MonthLocked: _locked}
