"""Cash moved beside sales: its entries follow from what the event says."""

from __future__ import annotations

from app.domain.cash_moves import CashMove, cash_moved
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.cash import (
    CashDropped,
    CashPaidIn,
    CashPaidOut,
    CounterfeitFound,
    DrawerCounted,
)
from app.ledger.events.codec import Entry
from app.ledger.events.operators import ShiftClosed

_MOVES = {
    CashDropped: CashMove.DROP,
    CashPaidIn: CashMove.PAID_IN,
    CashPaidOut: CashMove.PAID_OUT,
    CounterfeitFound: CashMove.COUNTERFEIT,
}


class CashMovesFollow:
    """Drops, cash paid in and out, false notes."""

    def __init__(self) -> None:
        self._closed: set[EventId] = set()
        self._counted: dict[EventId, Money] = {}
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        match entry.event:
            case ShiftClosed() as event:
                self._closed.add(event.shift)
                first = self._counted.get(event.shift)
                self._require(id, _("count"), event.first_total == first)
            case DrawerCounted() as event:
                self._require(id, _("count"), event.shift not in self._counted)
                self._counted[event.shift] = event.total
            case CashDropped() as event:
                counted = sum(one.value * one.pieces for one in event.counted)
                self._require(id, _("count"), counted == event.amount)
                self._moved(id, event, event.bag)
            case CashPaidIn() | CashPaidOut() | CounterfeitFound() as event:
                self._moved(id, event)

    def _moved(
        self,
        id: EventId,
        event: CashDropped | CashPaidIn | CashPaidOut | CounterfeitFound,
        bag: str = "",
    ) -> None:
        expected = cash_moved(_MOVES[type(event)], event.amount, str(event.shift), bag)
        self._require(id, _("entries"), event.amount > 0 and event.entries == expected)
        self._require(id, _("shift"), event.shift not in self._closed)

    def _require(self, id: EventId, what: str, so: bool) -> None:
        if not so:
            self._findings.append(
                Finding(
                    check="cash_moves",
                    where=str(id),
                    what=_("{what} does not follow from what stood before").format(what=what),
                )
            )

    def findings(self) -> list[Finding]:
        """What does not follow."""
        return self._findings
