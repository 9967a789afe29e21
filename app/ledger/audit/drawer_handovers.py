"""A drawer that went from one operator to the next: counted, signed by both, nothing lost."""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.codec import Entry
from app.ledger.events.operators import ShiftClosed, ShiftOpened


class _Ended(msgspec.Struct, frozen=True):
    """A shift that was handed over, and both who signed it."""

    event: ShiftClosed
    signed: frozenset[int | None]


class DrawersChangeHands:
    """Closes by others, handovers, and the shifts that began with what was counted."""

    def __init__(self) -> None:
        self._ended: dict[EventId, tuple[EventId, _Ended]] = {}
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        match entry.event:
            case ShiftClosed() as event:
                counted_by = event.operator if event.counted_by is None else event.counted_by
                self._require(id, _("who counted"), entry.operator in (None, counted_by))
                if event.counted_by is not None or event.handed_to is not None:
                    two = entry.second not in (None, entry.operator)
                    self._require(id, _("second signature"), two)
                if event.handed_to is not None:
                    both = frozenset((entry.operator, entry.second))
                    self._ended[event.shift] = (id, _Ended(event, both))
            case ShiftOpened() as event if event.taken_over is not None:
                _id, ended = self._ended.pop(event.taken_over, (None, None))
                self._require(id, _("drawer taken over"), ended is not None)
                if ended is not None:
                    self._follows(id, entry, event, ended)

    def _follows(self, id: EventId, entry: Entry, begun: ShiftOpened, ended: _Ended) -> None:
        left = ended.event
        self._require(id, _("who took over"), begun.operator == left.handed_to)
        self._require(id, _("float"), begun.float_cash == left.counted_total)
        both = frozenset((left.operator, begun.operator))
        signed = frozenset((entry.operator, entry.second))
        self._require(id, _("both signatures"), both == signed == ended.signed)

    def _require(self, id: EventId, what: str, so: bool) -> None:
        if not so:
            self._findings.append(
                Finding(
                    check="drawer handover",
                    where=str(id),
                    what=_("{what} does not follow from what stood before").format(what=what),
                )
            )

    def findings(self) -> list[Finding]:
        """What does not follow, and drawers that nobody took over."""
        left = [
            Finding(check="drawer handover", where=str(id), what=_("nobody took the drawer over"))
            for id, _ended in self._ended.values()
        ]
        return [*self._findings, *left]
