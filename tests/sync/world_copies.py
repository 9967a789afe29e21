"""A running copy of a kiosk in a random world, and what it was given."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.identity import EventId
from app.sync.feed import OpenedFeed
from tests.office.nodes import KioskNode

Events = dict[EventId, bytes]


@dataclass
class Copy:
    """One running copy of a kiosk, and what it was given."""

    kiosk: KioskNode
    given: Events = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    @property
    def own(self) -> Events:
        """All that stands in its journals."""
        return {
            EventId(run.node, run.epoch, seq): body
            for run in self.kiosk.journals.values()
            for seq, body in enumerate(run.bodies, 1)
        }

    def take_in(self, feed: OpenedFeed) -> None:
        """As the counter does: for it, going on from what it has, nothing changed under it."""
        header = feed.header
        if (header.kiosk, header.epoch) != (self.kiosk.node, self.kiosk.epoch):
            return
        if any(step.after > self.versions.get(step.scope, 0) for step in header.scopes):
            return
        own = self.own
        for id, body in feed.events():
            there = own.get(id, self.given.get(id, body))
            assert there == body, f"{id} came with other bytes"
            assert (id.node, id.epoch) != (self.kiosk.node, self.kiosk.epoch), "its own, back"
            self.given[id] = body
        for step in header.scopes:
            self.versions[step.scope] = max(step.upto, self.versions.get(step.scope, 0))
