"""In a month that its node locked nothing is booked any more."""

from __future__ import annotations

from datetime import date

from app.domain.identity import EventId, Node
from app.domain.months import is_locked, month_text
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.locked_months import MonthLocked


class MonthsStayLocked:
    """Within a node: when it heard of head office's locks is not in its journal."""

    def __init__(self) -> None:
        """Nothing is locked."""
        self._locked: dict[Node, date] = {}
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        event, locked = entry.event, self._locked.get(id.node)
        if isinstance(event, MonthLocked):
            if event.before != locked or is_locked(event.month, locked):
                self._tell(id, _("it does not follow on the month that was locked before"))
            if entry.second is None or entry.second == entry.operator:
                self._tell(id, _("one person alone locked a month"))
            self._locked[id.node] = max(event.month, locked or event.month)
            return
        day = booked_on(event)
        if day is not None and is_locked(day, locked):
            self._tell(
                id, _("it is booked in {month}, which is locked").format(month=month_text(day))
            )

    def _tell(self, id: EventId, what: str) -> None:
        self._findings.append(Finding(check="locked_months", where=str(id), what=what))

    def findings(self) -> list[Finding]:
        """What was booked where nothing is booked any more."""
        return self._findings


def booked_on(event: Event) -> date | None:
    """The accounting date of an event; None for one that books nothing."""
    if not getattr(event, "entries", ()):
        return None
    day = getattr(event, "accounting_date", None) or getattr(event, "date", None)
    return day if isinstance(day, date) else None
