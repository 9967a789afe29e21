"""Every event's entries sum to zero."""

from __future__ import annotations

from app.domain.entries import balanced
from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.codec import Entry


class EventsBalance:
    """Double entry, event by event."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Checks one event."""
        entries = getattr(entry.event, "entries", ())
        if entries and not balanced(entries):
            total = sum(posting.amount for posting in entries)
            self._findings.append(
                Finding(
                    check="balance",
                    where=str(id),
                    what=_("entries sum to {total} instead of 0").format(total=total),
                )
            )

    def findings(self) -> list[Finding]:
        """Events that do not balance."""
        return self._findings
