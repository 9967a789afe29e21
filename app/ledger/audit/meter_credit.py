"""Credit paid back out of meters: reckoned by the rule, of what was bought, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from app.domain.account_closing import paid_back
from app.domain.identity import EventId
from app.domain.meter_change import BadDial, used_by_dial
from app.domain.quantity import Money
from app.domain.reversals import cash_left
from app.domain.sales import Tender
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.codec import Entry
from app.ledger.events.corrections import ClassCorrected, TendersCorrected
from app.ledger.events.meter_credit import MeterCreditRefunded, MeterFate
from app.ledger.events.recounts import AccountRecounted
from app.ledger.events.retrieval import RetrieveOpened
from app.ledger.events.sales import PurchasePaid, RefundPaid

Lookup = Callable[[EventId], Entry | None]


class MeterCreditPaidBack:
    """Each of them against its own figures, and against the purchases that it names."""

    def __init__(self, lookup: Lookup) -> None:
        """``lookup``: an event of the journal by its identity."""
        self._lookup = lookup
        self._ended: set[EventId] = set()
        self._given: defaultdict[tuple[EventId, EventId], int] = defaultdict(int)
        self._corrected: set[tuple[EventId, EventId]] = set()
        self._cash: defaultdict[EventId, Money] = defaultdict(int)
        """What went out of drawers, by purchase; before rounding."""
        self._tenders: dict[EventId, tuple[Tender, ...]] = {}
        """By purchase, how it was really paid, where that was put right."""
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        event = entry.event
        if isinstance(event, ClassCorrected | AccountRecounted):
            self._corrected |= {(one.purchase, one.allocation) for one in event.changed}
        elif isinstance(event, TendersCorrected):
            self._tenders[event.purchase] = event.new
        elif isinstance(event, RefundPaid):
            self._cash[event.purchase] += event.to_cash
        if not isinstance(event, MeterCreditRefunded):
            return
        alone = entry.second is None or entry.second == entry.operator
        for what in (*_wrong_figures(event), *self._wrong_source(event, alone=alone)):
            self._findings.append(Finding(check="meter credit", where=str(id), what=what))

    def _wrong_source(self, event: MeterCreditRefunded, *, alone: bool) -> Iterator[str]:
        if event.allocation in self._ended:
            yield _("paid back a second time")
        self._ended.add(event.allocation)
        if event.fate is not MeterFate.EMPTIED and alone:
            yield _("paid back by form, signed by one person")
        if event.fate is MeterFate.EMPTIED and not self._destroyed(event):
            yield _("no transfer card was made blank with this credit on it")
        for share in event.shares:
            key = share.purchase, share.allocation
            self._given[key] += share.quantity or share.money
            bought = self._bought(*key)
            if bought is None:
                continue
            credit, paid = bought
            if self._given[key] > credit:
                yield _("more than purchase {purchase} had").format(purchase=share.purchase)
            back = sum(line.amount for line in share.lines)
            if back > paid and key not in self._corrected:
                yield _("more money than purchase {purchase} cost").format(purchase=share.purchase)
            left = cash_left(self._paid_with(share.purchase), self._cash[share.purchase])
            self._cash[share.purchase] += back - share.to_balance
            if not 0 <= share.to_balance <= back or back - share.to_balance > left:
                yield _("more in cash than was paid in cash for purchase {purchase}").format(
                    purchase=share.purchase
                )

    def _destroyed(self, event: MeterCreditRefunded) -> bool:
        entry = None if event.erased_by is None else self._lookup(event.erased_by)
        opened = None if entry is None else entry.event
        if not isinstance(opened, RetrieveOpened):
            return False
        return event.dump in opened.credit and event.dump is not None

    def _bought(self, purchase: EventId, allocation: EventId) -> tuple[int, int] | None:
        """(credit, money) of a purchase for one meter; None where it is not known here."""
        entry = self._lookup(purchase)
        event = None if entry is None else entry.event
        if not isinstance(event, PurchasePaid):
            return None
        for part, priced in zip(event.parts, event.breakdowns, strict=True):
            if part.allocation == allocation:
                return priced.credit, sum(line.amount for line in priced.lines)
        return None

    def _paid_with(self, purchase: EventId) -> tuple[Tender, ...]:
        """How a purchase that is known here was really paid."""
        entry = self._lookup(purchase)
        event = None if entry is None else entry.event
        paid = event.tenders if isinstance(event, PurchasePaid) else ()
        return self._tenders.get(purchase, paid)

    def findings(self) -> list[Finding]:
        """What was paid back and should not have been."""
        return self._findings


def _wrong_figures(event: MeterCreditRefunded) -> Iterator[str]:
    used = None
    if event.dial is not None and not event.charging.counts_money:
        try:
            used = used_by_dial(event.dial_before, event.dial, digits=event.dial_digits)
        except BadDial:
            yield _("a dial that the meter cannot show")
    right = paid_back(remaining=event.remaining, credited=event.credited, used=used)
    if event.left != right:
        yield _("left {left}, reckoned {right}").format(left=event.left, right=right)
    of_shares = sum(share.quantity or share.money for share in event.shares)
    if of_shares > event.left:
        yield _("left {left}, given back {given}").format(left=event.left, given=of_shares)
    if event.amount != sum(line.amount for line in event.lines):
        yield _("the amount is not that of its lines")
    if event.to_balance != sum(share.to_balance for share in event.shares):
        yield _("what becomes account balance is not that of its shares")
