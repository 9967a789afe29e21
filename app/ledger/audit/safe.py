"""Cash in the safe is in one place at a time: in a bag, on one slip, at the bank."""

from __future__ import annotations

from app.domain import safe as books
from app.domain.entries import Posting
from app.domain.identity import EventId, Node, Operator
from app.domain.safe import BagOnSlip
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.cash import CashDropped
from app.ledger.events.codec import Entry
from app.ledger.events.safe import (
    BagRenumbered,
    BagsDeposited,
    CashBagged,
    DepositConfirmed,
    DepositTakenBack,
)


class SafeFollows:
    """Bags by the events that brought them, each as a slip would name it now."""

    def __init__(self) -> None:
        """The safe is empty."""
        self._bags: dict[EventId, BagOnSlip] = {}
        """Of all bags that ever came."""
        self._inside: set[EventId] = set()
        self._numbers: set[tuple[Node, str]] = set()
        self._slips: dict[EventId, BagsDeposited] = {}
        """All that were written."""
        self._writers: dict[EventId, Operator | None] = {}
        self._on_the_way: set[EventId] = set()
        self._words: dict[EventId, tuple[EventId, DepositConfirmed]] = {}
        """By slip, what was entered last of the bank's paper."""
        self._papers: dict[tuple[Node, str], EventId] = {}
        """By number of the bank's paper, the slip that it is for."""
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        match entry.event:
            case CashDropped() as event:
                self._came(id, BagOnSlip(id, event.bag, event.amount))
            case CashBagged() as event:
                counted = sum(one.value * one.pieces for one in event.counted)
                self._require(id, _("count"), 0 < event.amount == counted)
                follows = event.entries == books.bagged(event.amount, event.bag)
                self._require(id, _("entries"), follows)
                self._came(id, BagOnSlip(id, event.bag, event.amount))
            case BagRenumbered() as event:
                self._renumber(id, event)
            case BagsDeposited() as event:
                self._deposit(id, entry, event)
            case DepositTakenBack() as event:
                self._take_back(id, entry, event)
            case DepositConfirmed() as event:
                self._confirm(id, entry, event)

    def _came(self, id: EventId, bag: BagOnSlip) -> None:
        self._bags[id] = bag
        self._inside.add(id)
        self._number(id, id.node, bag.number)

    def _number(self, id: EventId, node: Node, number: str) -> None:
        self._require(id, _("bag"), (node, number) not in self._numbers)
        self._numbers.add((node, number))

    def _renumber(self, id: EventId, event: BagRenumbered) -> None:
        known = BagOnSlip(event.bag, event.old, event.amount)
        there = self._bags.get(event.bag) == known and event.bag in self._inside
        self._require(id, _("bag"), there)
        self._numbers.discard((id.node, event.old))
        self._number(id, id.node, event.new)
        self._bags[event.bag] = BagOnSlip(event.bag, event.new, event.amount)
        follows = books.renumbered(event.amount, event.old, event.new)
        self._require(id, _("entries"), event.entries == follows)

    def _deposit(self, id: EventId, entry: Entry, event: BagsDeposited) -> None:
        wanted = {one.bag for one in event.bags}
        there = wanted <= self._inside and len(wanted) == len(event.bags) > 0
        known = all(self._bags.get(one.bag) == one for one in event.bags)
        self._require(id, _("bag"), there and known)
        self._inside -= wanted
        self._slips[id], self._writers[id] = event, entry.operator
        self._on_the_way.add(id)
        counted = event.uncounted + sum(one.value * one.pieces for one in event.counted)
        self._require(id, _("count"), event.amount == counted == books.sum_of_bags(event.bags))
        follows = event.entries == books.deposited(event.bags, str(id))
        self._require(id, _("entries"), follows)

    def _take_back(self, id: EventId, entry: Entry, event: DepositTakenBack) -> None:
        slip = self._leaves(event.deposit)
        self._require(id, _("slip"), slip is not None)
        self._require(id, _("second person"), _by_two(entry))
        if slip is not None:
            self._inside |= {one.bag for one in slip.bags}
            follows = books.taken_back(slip.bags, str(event.deposit))
            self._require(id, _("entries"), event.entries == follows)

    def _leaves(self, deposit: EventId) -> BagsDeposited | None:
        """A slip that is on its way, and is not any more."""
        if deposit not in self._on_the_way:
            return None
        self._on_the_way.discard(deposit)
        return self._slips[deposit]

    def _confirm(self, id: EventId, entry: Entry, event: DepositConfirmed) -> None:
        before = self._words.get(event.deposit)
        if event.corrects is None:
            slip, alone = self._leaves(event.deposit), event.received == event.amount
        else:
            slip, alone = self._slips.get(event.deposit), False
            said = before is not None and (before[0], before[1].received)
            self._require(id, _("slip"), said == (event.corrects, event.was))
        known = slip is not None and slip.amount == event.amount and event.received >= 0
        self._require(id, _("slip"), known)
        alone = alone and self._writers.get(event.deposit) != entry.operator
        self._require(id, _("second person"), _by_two(entry) or alone)
        self._paper(id, event, before)
        if slip is not None:
            self._require(id, _("entries"), event.entries == _booked(event, slip))

    def _paper(
        self, id: EventId, event: DepositConfirmed, before: tuple[EventId, DepositConfirmed] | None
    ) -> None:
        """No paper of the bank is for two slips at a time."""
        if before is not None:
            self._papers.pop((id.node, books.same_reference(before[1].reference)), None)
        key = id.node, books.same_reference(event.reference)
        self._require(id, _("number of the bank's paper"), key not in self._papers)
        self._papers[key] = event.deposit
        self._words[event.deposit] = id, event

    def _require(self, id: EventId, what: str, so: bool) -> None:
        if not so:
            self._findings.append(
                Finding(
                    check="safe",
                    where=str(id),
                    what=_("{what} does not follow from what stood before").format(what=what),
                )
            )

    def findings(self) -> list[Finding]:
        """What does not follow."""
        return self._findings


def _booked(event: DepositConfirmed, slip: BagsDeposited) -> tuple[Posting, ...]:
    number = str(event.deposit)
    if event.corrects is None:
        return books.confirmed(slip.amount, event.received, number, slip.bank)
    return books.put_right(event.was, event.received, number, slip.bank)


def _by_two(entry: Entry) -> bool:
    return entry.second is not None and entry.second != entry.operator
