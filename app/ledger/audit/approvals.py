"""Approvals from elsewhere: each was for this kiosk, by another person, and used once."""

from __future__ import annotations

from app.domain.approval import BadChallenge, read
from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.codec import Entry


class ApprovalsAreGenuine:
    """Every event that says that its second person was elsewhere."""

    def __init__(self) -> None:
        self._used: dict[str, EventId] = {}
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Looks at the challenge, if the event names one."""
        if entry.approval is None:
            return
        if entry.approval in self._used:
            self._add(id, _("the approval was used before, by {id}"), self._used[entry.approval])
        self._used.setdefault(entry.approval, id)
        if entry.second is None or entry.second == entry.operator:
            self._add(id, _("there is an approval, but no second person"), id)
        try:
            kiosk = read(entry.approval).kiosk
        except BadChallenge:
            kiosk = 0
        if kiosk != id.node:
            self._add(id, _("the approval is not one of this kiosk"), id)

    def findings(self) -> list[Finding]:
        """What does not hold."""
        return self._findings

    def _add(self, id: EventId, what: str, other: EventId) -> None:
        self._findings.append(Finding(check="approvals", where=str(id), what=what.format(id=other)))
