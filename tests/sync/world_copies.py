"""A running copy of a kiosk in a random world, and what it was given."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from app.domain.identity import EventId
from app.sync.feed import OpenedFeed
from app.sync.requests import Hello
from tests.office.nodes import KioskNode

Events = dict[EventId, bytes]


@dataclass
class Copy:
    """One running copy of a kiosk, and what it was given."""

    kiosk: KioskNode
    given: Events = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    newest: int = 0
    """Head office's time of the newest feed."""
    aside: int = 0
    """How often it took another branch of a neighbour for the one that it had."""

    @property
    def own(self) -> Events:
        """All that stands in its journals."""
        return {
            EventId(run.node, run.epoch, seq): body
            for run in self.kiosk.journals.values()
            for seq, body in enumerate(run.bodies, 1)
        }

    def hello(self, at: int) -> bytes:
        """What its agent says before it asks for news."""
        said = Hello(
            epoch=self.kiosk.epoch,
            seq=self.kiosk.here.last,
            hash=self.kiosk.here.last_hash,
            program="1",
            protocols=[1],
            wall=at,
            trusted=True,
            waiting=0,
            scopes=sorted(self.versions.items()),
        )
        return msgspec.msgpack.encode(said)

    def take_in(self, feed: OpenedFeed) -> None:
        """As the counter does: for it, going on from what it has, nothing changed under it.

        But where head office, put back, goes by another branch of a neighbour: its word counts.
        """
        header = feed.header
        if (header.kiosk, header.epoch) != (self.kiosk.node, self.kiosk.epoch):
            return
        if any(step.after > self.versions.get(step.scope, 0) for step in header.scopes):
            return
        if all(step.upto <= self.versions.get(step.scope, 0) for step in header.scopes):
            return
        own, events = self.own, dict(feed.events())
        for id, body in events.items():
            assert own.get(id, body) == body, f"{id} came with other bytes"
            assert (id.node, id.epoch) != (self.kiosk.node, self.kiosk.epoch), "its own, back"
        others = {id.node for id, body in events.items() if self.given.get(id, body) != body}
        if others:
            self._go_by_another_branch(min(others), header.office_time)
            return
        self.given |= events
        self.newest = max(self.newest, header.office_time)
        for step in header.scopes:
            self.versions[step.scope] = max(step.upto, self.versions.get(step.scope, 0))

    def _go_by_another_branch(self, node: int, office_time: int) -> None:
        """A feed of before changes nothing."""
        if office_time >= self.newest:
            self.given = {id: body for id, body in self.given.items() if id.node != node}
            self.versions, self.newest = {}, office_time
            self.aside += 1
