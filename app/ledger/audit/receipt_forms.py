"""The form of papers is set by two people."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.codec import Entry
from app.ledger.events.receipt_forms import ReceiptFormSet


class FormsAreSigned:
    """Each revision against who signed it."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Checks one event."""
        if isinstance(entry.event, ReceiptFormSet):
            self._findings += [
                Finding(check="receipt form", where=str(id), what=what) for what in _wrong(entry)
            ]

    def findings(self) -> list[Finding]:
        """Forms that one person set alone."""
        return self._findings


def _wrong(entry: Entry) -> Iterator[str]:
    if entry.second is None or entry.second == entry.operator:
        yield _("the form of papers was set by one person")
