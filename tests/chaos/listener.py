"""What one copy of a kiosk was given by feeds, in its present epoch."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from app.domain.identity import EventId, Node
from app.ledger.events.allowances import AllowanceGranted
from app.ledger.events.codec import decode_entry
from app.sync.feed import OpenedFeed
from app.sync.requests import PULL

_GRANT = b'"type":"allowance_granted"'


class Listener:
    """A counter's inbox: takes feeds in as app/sync/taking_in.py does, and keeps what they say."""

    def __init__(self, node: Node, epoch: int) -> None:
        """Scopes come down from their beginning."""
        self.given: dict[EventId, bytes] = {}
        """SHA-256 of each body."""
        self.contradicted: set[EventId] = set()
        """What came with other bytes: after head office was restored, of another copy."""
        self.versions: dict[str, int] = {}
        self.epoch = epoch
        self._node = node

    @property
    def request(self) -> str:
        """What to ask for next."""
        after = ",".join(f"{scope}:{version}" for scope, version in self.versions.items())
        return f"{PULL}?after={after}&wait=0"

    def take_in(self, opened: OpenedFeed) -> Iterator[AllowanceGranted]:
        """Takes a feed of this epoch in; yields the vending limits in it that are for it."""
        header = opened.header
        assert header.kiosk == self._node, "for another counter"
        for step in header.scopes:
            assert step.after == self.versions.get(step.scope, 0), "not what was asked for"
            assert step.upto > step.after, "a feed that brings nobody further"
            self.versions[step.scope] = step.upto
        for id, body in opened.events():
            digest = sha256(body).digest()
            if self.given.setdefault(id, digest) != digest:
                self.contradicted.add(id)
                self.given[id] = digest
            if _GRANT in body:
                event = decode_entry(body).event
                assert isinstance(event, AllowanceGranted)
                if (event.kiosk, event.epoch) == (self._node, self.epoch):
                    yield event
