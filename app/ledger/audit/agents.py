"""What agents took is told apart, event by event; their sums, books and settlements follow.

In constant memory: the event that uses a limit up comes right after the one that moved the cash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from app.domain.entries import Book, Posting
from app.domain.identity import EventId, Node
from app.domain.quantity import Money
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.agents import AgentPaidIn, AgentSet, AgentSettled, VendingUsed
from app.ledger.events.codec import Entry
from app.ledger.events.takings import BESIDE_SALES

_KEPT = (Book.AGENT_DEPOSIT, Book.AGENT_OWES)


class _Taken:
    """Cash that an event moved and that no use has told of yet."""

    def __init__(self, id: EventId, cash: Money, expected: bool) -> None:
        self.id = id
        self.left = cash
        self.expected = expected
        """Whether an agent had this drawer."""


class _Sums:
    """What an agent did since the last settlement, and in all."""

    def __init__(self) -> None:
        self.paid_in = self.paid_back = self.sold = self.given_back = 0
        self.sales = self.commission = 0
        self.number = 0
        self.position: Money = 0

    def told(self) -> tuple[Money, Money, Money, Money, int, Money]:
        """As a settlement says it."""
        return (
            self.paid_in,
            self.paid_back,
            self.sold,
            self.given_back,
            self.sales,
            self.commission,
        )

    def begin(self) -> None:
        """After a settlement."""
        self.paid_in = self.paid_back = self.sold = self.given_back = 0
        self.sales = self.commission = 0


class AgentsAddUp:
    """Deposits, sales, commissions and settlements of agents."""

    def __init__(self) -> None:
        self._agents: dict[str, tuple[Node, AgentSet]] = {}
        self._taken: dict[Node, _Taken] = {}
        self._sums: defaultdict[str, _Sums] = defaultdict(_Sums)
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        event = entry.event
        if isinstance(event, VendingUsed):
            self._used(id, event)
            return
        self._all_told(id.node)
        if isinstance(event, BESIDE_SALES):
            return
        match event:
            case AgentSet():
                self._agents[event.agent] = (id.node, event)
            case AgentPaidIn():
                self._paid_in(id, event)
            case AgentSettled():
                self._settled(id, event)
            case _:
                cash = _posted(getattr(event, "entries", ()), Book.DRAWER)
                expected = cash != 0 and self._has_agent(id.node, entry.operator)
                self._taken[id.node] = _Taken(id, cash, expected)

    def _has_agent(self, node: Node, operator: int | None) -> bool:
        """Only an agent that this kiosk itself set is sure to have been known to it."""
        return any(
            event.active and at == node and event.holder in (None, operator)
            for at, event in self._agents.values()
        )

    def _used(self, id: EventId, event: VendingUsed) -> None:
        taken = self._taken.get(id.node)
        self._require(id, _("what it is about"), taken is not None and taken.id == event.subject)
        if taken is not None:
            taken.left -= event.cash
            self._require(id, _("cash"), event.cash == 0 or taken.left == 0)
        books = (_posted(event.entries, Book.AGENT_CASH), _posted(event.entries, Book.COMMISSION))
        self._require(id, _("entries"), books == (-event.cash, event.commission))
        sums = self._sums[event.agent]
        sums.sold += max(0, event.cash)
        sums.given_back += max(0, -event.cash)
        sums.sales += event.sales
        sums.commission += event.commission
        self._moved(id, sums, event.entries)

    def _paid_in(self, id: EventId, event: AgentPaidIn) -> None:
        sums = self._sums[event.agent]
        sums.paid_in += max(0, event.amount)
        sums.paid_back += max(0, -event.amount)
        self._require(id, _("entries"), _posted(event.entries, Book.TENDER) == event.amount)
        self._moved(id, sums, event.entries)

    def _settled(self, id: EventId, event: AgentSettled) -> None:
        sums = self._sums[event.agent]
        told = (event.paid_in, event.paid_back, event.sold, event.given_back)
        self._require(id, _("sums"), (*told, event.sales, event.commission) == sums.told())
        self._require(id, _("number"), event.number == sums.number + 1)
        self._require(
            id, _("entries"), _posted(event.entries, Book.COMMISSION_DUE) == event.credited
        )
        self._moved(id, sums, event.entries)
        self._require(id, _("what is kept"), event.position == sums.position)
        sums.number = event.number
        sums.begin()

    def _moved(self, id: EventId, sums: _Sums, entries: Sequence[Posting]) -> None:
        """Of the two books one at a time holds something; never below nothing."""
        before = sums.position
        deposit, owes = (_posted(entries, book) for book in _KEPT)
        sums.position -= deposit + owes
        self._require(id, _("deposit"), max(0, before) - deposit == max(0, sums.position))

    def _all_told(self, node: Node) -> None:
        taken = self._taken.pop(node, None)
        if taken is not None and taken.expected:
            self._require(taken.id, _("what the agent took"), taken.left == 0)

    def _require(self, id: EventId, what: str, so: bool) -> None:
        if not so:
            self._findings.append(
                Finding(
                    check="agents",
                    where=str(id),
                    what=_("{what} does not follow from what stood before").format(what=what),
                )
            )

    def findings(self) -> list[Finding]:
        """What does not add up."""
        for node in list(self._taken):
            self._all_told(node)
        return self._findings


def _posted(entries: Sequence[Posting], book: Book) -> Money:
    return sum(one.amount for one in entries if one.book is book)
