"""What an audit found, and what every check offers."""

from __future__ import annotations

from typing import Protocol

import msgspec

from app.domain.identity import EventId
from app.ledger.events.codec import Entry


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not add up."""

    check: str
    where: str
    """The event, account, allocation or series concerned."""
    what: str


class Listener(Protocol):
    """Whoever is fed with all events in order of each node."""

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        ...


class Check(Listener, Protocol):
    """One rule over all events."""

    def findings(self) -> list[Finding]:
        """What does not add up, after the last event."""
        ...
