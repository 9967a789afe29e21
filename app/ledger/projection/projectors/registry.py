"""Which projector an event has."""

from __future__ import annotations

from app.ledger.events.base import Event
from app.ledger.projection.projectors import counter, exceptions, master, sales
from app.ledger.projection.projectors.parts import Projector

PROJECTORS: dict[type[Event], Projector] = {
    **master.PROJECTORS,
    **counter.PROJECTORS,
    **sales.PROJECTORS,
    **exceptions.PROJECTORS,
}
