"""What a change of customer, and its settings, become."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import handovers
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, key_of, set_at
from app.ledger.projection.tables.handovers import HandoverRecord, SuccessionRecord


def _set(out: Rows, id: EventId, entry: Entry, event: handovers.HandoverSet) -> None:
    out.add(HandoverRecord(event.what.value, set_at(entry), key_of(id), event.new))


def _changed(out: Rows, id: EventId, entry: Entry, event: handovers.CustomerChanged) -> None:
    out.add(
        SuccessionRecord(
            successor=event.successor,
            at=entry.at,
            event=key_of(id),
            former=event.account,
            tier_use=event.tier_use,
        )
    )


PROJECTORS: dict[type[Event], Projector] = {
    handovers.HandoverSet: _set,
    handovers.CustomerChanged: _changed,
}
