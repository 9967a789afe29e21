"""Receipt numbers run 1..n without gap in every series (kiosk and epoch)."""

from __future__ import annotations

from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.audit.numbers import Numbers
from app.ledger.events.codec import Entry


class ReceiptsWithoutGap:
    """Each number once, none missing."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, int], Numbers] = {}
        self._twice: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Notes the receipt that an event carries."""
        number = getattr(entry.event, "receipt", None)
        if number is None:
            return
        series = self._seen.setdefault((id.node, id.epoch), Numbers())
        if not series.add(number):
            self._twice.append(
                Finding(
                    check="receipts",
                    where=str(id),
                    what=_("receipt {number} was given twice").format(number=number),
                )
            )

    def findings(self) -> list[Finding]:
        """Numbers given twice, and gaps."""
        gaps = [
            Finding(
                check="receipts",
                where=f"{node}-{epoch}",
                what=_("receipts missing: {numbers}").format(numbers=missing[:10]),
            )
            for (node, epoch), seen in self._seen.items()
            if (missing := seen.missing())
        ]
        return self._twice + gaps
