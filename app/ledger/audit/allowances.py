"""Each counter sold within what head office let it sell, and goes by what it took until then."""

from __future__ import annotations

from collections import defaultdict

from app.domain.allowance import Allowance, Takings, left, refusal
from app.domain.identity import EventId, Node
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.allowances import AllowanceGranted, AllowanceTaken
from app.ledger.events.codec import Entry
from app.ledger.events.ledger_life import OfficeJoined
from app.ledger.events.payments import PaymentTaken
from app.ledger.events.sales import PurchasePaid
from app.ledger.events.takings import takings_of


class _Life:
    """One epoch of a counter, as far as all of its events are here."""

    def __init__(self) -> None:
        self.last = 0
        self.is_whole = True
        self.takings = Takings()
        self.by: AllowanceTaken | None = None


class AllowancesKept:
    """Limits against takings. Other nodes' epochs of which events are missing are passed over."""

    def __init__(self) -> None:
        self._lives: defaultdict[tuple[Node, int], _Life] = defaultdict(_Life)
        self._joined: set[Node] = set()
        self._granted: dict[tuple[Node, int, int], AllowanceGranted] = {}
        self._taken: list[tuple[EventId, AllowanceTaken, Takings | None]] = []
        """With what the counter had taken until then; None where that is not known here."""
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        event, life = entry.event, self._lives[id.node, id.epoch]
        life.is_whole &= id.seq == life.last + 1
        life.last = id.seq
        match event:
            case AllowanceGranted():
                self._granted[event.kiosk, event.epoch, event.serial] = event
            case OfficeJoined():
                self._joined.add(id.node)
            case AllowanceTaken():
                self._take_up(id, event, life)
            case PurchasePaid() | PaymentTaken() if life.is_whole:
                self._sold(id, event, life)
        taken = takings_of(event)
        if taken.cash or taken.sales:
            before = life.takings
            life.takings = Takings(cash=before.cash + taken.cash, sales=before.sales + taken.sales)

    def findings(self) -> list[Finding]:
        """With those about grants that came behind."""
        return [*self._findings, *self._not_as_granted()]

    def _take_up(self, id: EventId, event: AllowanceTaken, life: _Life) -> None:
        if life.by is not None and event.serial <= life.by.serial:
            self._found(id, _("It goes by an older vending limit than before."))
        life.by = event
        self._taken.append((id, event, life.takings if life.is_whole else None))

    def _sold(self, id: EventId, event: PurchasePaid | PaymentTaken, life: _Life) -> None:
        cash = takings_of(event).cash
        if cash <= 0 or (life.by is None and id.node not in self._joined):
            return
        if life.by is None:
            self._found(id, _("It was sold before head office let the counter sell."))
            return
        by = life.by
        grant = Allowance(serial=by.serial, money=by.money, count=by.count, until=by.until)
        before = Takings(cash=by.cash_before, sales=by.sales_before)
        why = refusal(left(grant, before, life.takings), cash, event.date)
        if why is not None:
            self._found(id, _("It is beyond vending limit {serial}.").format(serial=by.serial))

    def _not_as_granted(self) -> list[Finding]:
        found = []
        for id, taken, takings in self._taken:
            grant = self._granted.get((id.node, id.epoch, taken.serial))
            said = (taken.money, taken.count, taken.until)
            if grant is not None and said != (grant.money, grant.count, grant.until):
                found.append(_finding(id, _("Head office granted another vending limit.")))
            since = takings if grant is None or grant.since is None else grant.since
            before = Takings(cash=taken.cash_before, sales=taken.sales_before)
            is_reckoned = grant is not None or taken.typed
            if is_reckoned and since is not None and before != since:
                found.append(_finding(id, _("It is not reckoned from what was taken until then.")))
        return found

    def _found(self, id: EventId, what: str) -> None:
        self._findings.append(_finding(id, what))


def _finding(id: EventId, what: str) -> Finding:
    return Finding(check="allowances", where=str(id), what=what)
