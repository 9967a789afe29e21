"""Credit on cards, allocation by allocation: what was written is what was sold.

Credit written = purchases + compensation + what a meter change brought - refunds; a load rewritten
by reissue counts once, because the card's total is absolute. Purchase numbers run 1..n, those of
compensation among them; a number may stand again only after its load was taken off.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from app.domain.cards import CardContents
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.audit.numbers import Numbers
from app.ledger.events.codec import Entry
from app.ledger.events.exceptions import GapNoted, PurchaseRecovered
from app.ledger.events.meter_changes import MeterChanged, MeterChangeOpened
from app.ledger.events.retrieval import RetrieveOpened
from app.ledger.events.sales import (
    CardReissued,
    CardReplaced,
    Closing,
    CompensationLoaded,
    CompensationOpened,
    LoadCancelled,
    Opening,
    PurchaseLoaded,
    PurchasePaid,
    RefundOpened,
    RefundPaid,
    RefundRefuted,
)


@dataclass
class _Allocation:
    """One allocation as its events tell it."""

    sold: Quantity = 0
    numbers: Numbers = field(default_factory=Numbers)
    newest: CardContents | None = None
    elsewhere: bool = False
    """Whether events of other kiosks, or lost ones, are known to be missing here."""


class CreditMatchesSales:
    """Credit written against credit sold."""

    def __init__(self) -> None:
        self._allocations: dict[EventId, _Allocation] = {}
        self._openings: dict[EventId, Opening] = {}
        """Plans that are not closed yet, and purchases that are not loaded yet."""
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        event = entry.event
        if isinstance(event, Opening):
            self._openings[id] = event
        elif isinstance(event, GapNoted | PurchaseRecovered):
            one = self._allocations.setdefault(event.allocation, _Allocation())
            one.elsewhere = True
            self._wrote(one, event.contents)
        elif isinstance(event, RetrieveOpened):
            for load in event.owed:
                # Sold by a kiosk that did not know of the newer card: both wrote one sequence.
                self._of(load.allocation).elsewhere = True
        elif isinstance(event, RefundRefuted):
            self._had(self._of(event.allocation), event)
        elif isinstance(event, Closing) and not isinstance(event, RefundPaid):
            self._closed(id, event)

    def _of(self, allocation: EventId) -> _Allocation:
        return self._allocations.setdefault(allocation, _Allocation())

    def _closed(self, id: EventId, event: Closing) -> None:
        one = self._of(event.allocation)
        opening = self._openings.pop(event.plan, None)
        if opening is None:
            one.elsewhere = True
            return
        for part in opening.parts:
            self._wrote(self._of(part.allocation), part.contents)
        if isinstance(event, PurchaseLoaded):
            paid = opening
            if event.purchase != event.plan:
                paid = self._openings.pop(event.purchase, opening)
            if isinstance(paid, PurchasePaid):
                for part, load in paid.sold:
                    self._of(part.allocation).sold += load.credit
                    self._number(id, part.allocation, load.number)
                self._reissued(id, paid, event.replaces)
            self._replaced(event.replaces)
        elif isinstance(event, CompensationLoaded) and isinstance(opening, CompensationOpened):
            one.sold += opening.load.credit
            self._number(id, event.allocation, opening.load.number)
        elif isinstance(event, MeterChanged):
            changed = opening
            if event.change != event.plan:
                changed = self._openings.pop(event.change, opening)
            self._changed(id, event, changed)
        elif isinstance(event, LoadCancelled):
            refund = opening
            if event.refund != event.plan:
                refund = self._openings.pop(event.refund, opening)
            self._cancelled(one, refund)
            self._replaced(event.replaces)
        elif isinstance(event, CardReissued):
            allocations = (event.allocation, *event.other_allocations)
            self._replaced(
                CardReplaced(
                    old_serial=event.old_serial,
                    new_serial=event.new_serial,
                    allocations=allocations,
                    owed=(event.owed, *event.other_owed),
                )
            )

    def _reissued(self, id: EventId, paid: PurchasePaid, made: CardReplaced | None) -> None:
        """The card that is superseded is the one that the payment named; what was sold for is not
        owed as well."""
        terms = paid.reissues
        wanted, told = None, None
        if terms is not None:
            wanted = terms.old_serial, tuple(load.owed for load in terms.loads)
        if made is not None:
            told = made.old_serial, made.owed
        twice = terms is not None and any(
            load.owed or load.restores for load in terms.loads[: len(paid.loads)]
        )
        if wanted != told or twice:
            self._findings.append(
                Finding(
                    check="credit",
                    where=str(id),
                    what=_("makes another card of account {account} than was paid for").format(
                        account=paid.account
                    ),
                )
            )

    def _replaced(self, card: CardReplaced | None) -> None:
        """What may be lost with an old card is known here, what of it the meter had is not."""
        if card is not None:
            for allocation, owed in zip(card.allocations, card.owed, strict=True):
                self._of(allocation).elsewhere |= owed > 0

    def _changed(self, id: EventId, event: MeterChanged, opening: Opening) -> None:
        """What the old meter had is what was sold to it; the new one begins with what is left."""
        if not isinstance(opening, MeterChangeOpened):
            return
        if opening.load.number:
            self._of(event.allocation).sold += opening.load.credit
            self._number(id, event.allocation, opening.load.number)
        old = self._of(event.old_allocation)
        if old.elsewhere or opening.was_owed or old.sold == opening.credited:
            return
        self._findings.append(
            Finding(
                check="credit",
                where=str(event.old_allocation),
                what=_("meter change {event} reckons with {credited}, sold {sold}").format(
                    event=id, credited=opening.credited, sold=old.sold
                ),
            )
        )

    @staticmethod
    def _cancelled(one: _Allocation, opening: Opening) -> None:
        if not isinstance(opening, RefundOpened):
            return
        if opening.basis.was_loaded:
            one.sold -= opening.money or opening.quantity
        if opening.needs_proof:
            # A zero load uses its number up.
            one.numbers.add(opening.contents.number)
        else:
            # Off a card that cannot be copied the number goes back and is taken again.
            one.numbers.take_back(opening.contents.number + 1)

    @staticmethod
    def _had(one: _Allocation, event: RefundRefuted) -> None:
        """A load that was taken off was used: it is sold after all, though no card shows it yet."""
        one.sold += event.credit
        if one.newest is not None and one.newest.mark == event.mark:
            total = one.newest.cumulative + event.credit
            one.newest = msgspec.structs.replace(one.newest, cumulative=total)

    def _number(self, id: EventId, allocation: EventId, number: int) -> None:
        if not self._of(allocation).numbers.add(number):
            self._findings.append(
                Finding(
                    check="numbers",
                    where=str(allocation),
                    what=_("purchase number {number} stands a second time, at {event}").format(
                        number=number, event=id
                    ),
                )
            )

    @staticmethod
    def _wrote(one: _Allocation, contents: CardContents) -> None:
        if one.newest is None or contents.sequence > one.newest.sequence:
            one.newest = contents

    def findings(self) -> list[Finding]:
        """Allocations whose credit is not what was sold, or whose numbers have gaps."""
        found = list(self._findings)
        for id, one in self._allocations.items():
            if one.elsewhere or one.newest is None:
                continue
            if one.sold != one.newest.cumulative:
                found.append(
                    Finding(
                        check="credit",
                        where=str(id),
                        what=_("sold {sold}, written {written}").format(
                            sold=one.sold, written=one.newest.cumulative
                        ),
                    )
                )
            missing = one.numbers.missing()
            if missing:
                found.append(
                    Finding(
                        check="numbers",
                        where=str(id),
                        what=_("purchase numbers missing: {numbers}").format(numbers=missing[:10]),
                    )
                )
        return found
