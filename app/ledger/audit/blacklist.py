"""Every entry of the blacklist that was lifted was lifted by two, and none was over at once."""

from __future__ import annotations

from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.blacklist import Blacklisted, BlacklistLifted
from app.ledger.events.codec import Entry


class BlacklistIsSigned:
    """Who put on, who lifted."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        event = entry.event
        if isinstance(event, BlacklistLifted) and entry.second in (None, entry.operator):
            self._find(id, _("lifted by one person"))
        if isinstance(event, Blacklisted):
            if entry.operator is None:
                self._find(id, _("put on by nobody"))
            if event.until is not None and event.until <= event.date:
                self._find(id, _("put on until a day that had come"))

    def _find(self, id: EventId, what: str) -> None:
        self._findings.append(Finding(check="blacklist", where=str(id), what=what))

    def findings(self) -> list[Finding]:
        """Entries that nobody, or not everybody, signed for."""
        return self._findings
