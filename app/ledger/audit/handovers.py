"""Every change of customer stands on a final statement that says the same, signed by two."""

from __future__ import annotations

from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.accounts import AccountCancelled, AccountOpened
from app.ledger.events.codec import Entry
from app.ledger.events.handovers import CustomerChanged


class HandoversFollow:
    """The end of one account, the opening of another, and what went over."""

    def __init__(self) -> None:
        self._ended: dict[EventId, AccountCancelled] = {}
        self._opened: set[str] = set()
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        match entry.event:
            case AccountOpened() as event:
                self._opened.add(event.account)
            case AccountCancelled() as event if event.successor:
                self._ended[id] = event
                self._require(id, _("more went over than was left"), not _too_much(event))
            case CustomerChanged() as event:
                self._require(
                    id, _("signed by one person"), entry.second not in (None, entry.operator)
                )
                self._follows(id, event)
            case _:
                return

    def _follows(self, id: EventId, event: CustomerChanged) -> None:
        ended = self._ended.pop(event.ended, None)
        self._require(
            id,
            _("no end of the former account, or no opening of the new one"),
            ended is not None
            and (ended.account, ended.successor) == (event.account, event.successor)
            and event.successor in self._opened,
        )
        if ended is not None:
            closed = [(meter.meter, meter.dial) for meter in ended.meters]
            handed = [(meter.meter, meter.dial) for meter in event.meters]
            self._require(id, _("dials are not those of the statement"), closed == handed)

    def _require(self, id: EventId, what: str, so: bool) -> None:
        if not so:
            self._findings.append(Finding(check="change of customer", where=str(id), what=what))

    def findings(self) -> list[Finding]:
        """Changes that do not follow from their statement, and ends that nobody took over."""
        left = [
            Finding(check="change of customer", where=str(id), what=_("nobody took over"))
            for id in self._ended
        ]
        return [*self._findings, *left]


def _too_much(event: AccountCancelled) -> bool:
    """Nobody hands over what they owe: only what is left of credit and balance."""
    worth = sum(line.amount for meter in event.meters for line in meter.lines)
    return not 0 <= event.to_successor <= worth + max(0, event.balance) or (
        event.to_successor > 0 and event.still_owed > 0
    )
