"""What people at head office decided about kiosks: told by the list of everything that was done."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import fleet
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows


def _deed_alone(_out: Rows, _id: EventId, _entry: Entry, _event: Event) -> None:
    """Kiosks, epochs and bundles stand in head office's store, where it is carried out."""


PROJECTORS: dict[type[Event], Projector] = {
    fleet.KioskInvited: _deed_alone,
    fleet.TransportKeyBarred: _deed_alone,
    fleet.KioskRevoked: _deed_alone,
    fleet.KioskEpochGranted: _deed_alone,
    fleet.BundleAdmitted: _deed_alone,
}
