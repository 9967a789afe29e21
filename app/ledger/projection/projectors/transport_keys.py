"""What becomes of lost transport keys: nothing but that it stands in the journal."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.transport_keys import TransportKeyBarred
from app.ledger.projection.projectors.parts import Projector, Rows


def _barred(_out: Rows, _id: EventId, _entry: Entry, _event: TransportKeyBarred) -> None:
    """Head office's store knows who may speak."""


PROJECTORS: dict[type[Event], Projector] = {TransportKeyBarred: _barred}
