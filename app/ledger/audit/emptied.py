"""Meters that an account left behind: what its statement says of their credit is borne out.

Credit inside a meter is settled once. That it is proved to be gone stands on what the meter told;
that it is stated, on a dial that leaves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from app.domain.account_closing import Emptied
from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.accounts import AccountCancelled, ClosedMeter, LeftBy
from app.ledger.events.codec import Entry
from app.ledger.events.function_cards import FunctionCardOpened, FunctionCardRead
from app.ledger.events.meter_credit import MeterCreditRefunded
from app.ledger.events.readings import CardRead


class MetersEmptied:
    """Each statement against its own figures, and against what meters told, whenever it came."""

    def __init__(self) -> None:
        self._settled: set[EventId] = set()
        self._claims: list[tuple[EventId, AccountCancelled, ClosedMeter]] = []
        self._drawn: dict[EventId, int] = {}
        """What a meter had in all when its customer's card told that nothing was left."""
        self._told: defaultdict[str, set[tuple[EventId, str, int]]] = defaultdict(set)
        """By meter: function card, account, and its total; -1 where something was left."""
        self._made: dict[EventId, date] = {}
        """When function cards were made: what they tell is no older."""
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        match entry.event:
            case AccountCancelled() as event:
                for meter in event.meters:
                    self._once(id, meter.allocation)
                    if meter.emptied is not None:
                        self._claims.append((id, event, meter))
            case MeterCreditRefunded() as event:
                self._once(id, event.allocation)
            case CardRead() as event:
                for told in event.meters:
                    back = told.read_back
                    if back.remaining <= 0:
                        most = max(back.total_credited, self._drawn.get(told.allocation, 0))
                        self._drawn[told.allocation] = most
            case FunctionCardOpened() as event:
                self._made[id] = event.date
            case FunctionCardRead() as event:
                for dump in event.dumps:
                    total = dump.total_credited if dump.remaining <= 0 else -1
                    self._told[dump.meter].add((event.card, dump.account, total))
            case _:
                return

    def _once(self, id: EventId, allocation: EventId) -> None:
        if allocation in self._settled:
            self._find(id, _("the credit in a meter was settled a second time"))
        self._settled.add(allocation)

    def _find(self, id: EventId, what: str) -> None:
        self._findings.append(Finding(check="meters emptied", where=str(id), what=what))

    def findings(self) -> list[Finding]:
        """Statements that say more than was known, and credit that was settled twice."""
        wrong = [
            Finding(check="meters emptied", where=str(id), what=f"{meter.meter}: {what}")
            for id, event, meter in self._claims
            for what in self._wrong(event, meter)
        ]
        return [*self._findings, *wrong]

    def _wrong(self, event: AccountCancelled, meter: ClosedMeter) -> Iterator[str]:
        if meter.returned is not (meter.emptied is Emptied.HANDED_IN):
            yield _("handed in by one word and not by another")
        by_dial = meter.left_by is not LeftBy.READ_BACK
        nothing = by_dial and (meter.left, meter.unproven) == (0, 0)
        if meter.emptied is Emptied.STATED and not nothing:
            yield _("said to be empty, and credit is left by the same statement")
        if meter.emptied is Emptied.PROVED and not self._shown(event, meter):
            yield _("said to be proved empty, and the meter never told so")

    def _shown(self, event: AccountCancelled, meter: ClosedMeter) -> bool:
        if self._drawn.get(meter.allocation, -1) >= meter.credited:
            return True
        return any(
            total >= meter.credited
            if account == event.account
            else (account != "" or total >= 0) and self._made.get(card, date.min) >= event.worked_on
            for card, account, total in self._told[meter.meter]
        )
