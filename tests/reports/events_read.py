"""A journal, read once: its events in order become the facts that truths add up.

Sales, proofs of sales, read-backs and entries are nearly all of a journal and are kept as small
values; events of any other type are kept as they are, by their type. No table is asked, and no
rule of reports is used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.operators import ShiftOpened
from app.ledger.events.readings import CardRead
from app.ledger.events.sales import (
    PlanRenewed,
    PurchaseLoaded,
    PurchasePaid,
)
from tests.reports.facts import Booking, Loaded, Read, Sale

E = TypeVar("E", bound=Event)
Said = tuple[EventId, Entry, E]
"""An event with its identity and who signed it."""


class Events:
    """All that happened, as facts and as events of the types that are seldom."""

    def __init__(self, events: Iterable[tuple[EventId, Entry]]) -> None:
        """Events in order of arrival; each is looked at once and may be forgotten."""
        self.sales: list[Sale] = []
        self.loaded: list[Loaded] = []
        self.bookings: list[Booking] = []
        self.reads: list[Read] = []
        self.subjects: dict[EventId, EventId] = {}
        """Of plans that were renewed on another card, the first of the chain."""
        self._rest: defaultdict[type[Event], list[tuple[EventId, Entry, Any]]] = defaultdict(list)
        for id, entry in events:
            self._read(id, entry)

    def of(self, kind: type[E]) -> list[Said[E]]:
        """Events of a type, in order; not of those that became facts."""
        return self._rest[kind]

    def every(self, *kinds: type[Event]) -> Iterator[Said[Any]]:
        """Events of several types, one type after the other."""
        for kind in kinds:
            yield from self._rest[kind]

    @property
    def kept(self) -> Iterator[Said[Any]]:
        """Events of all types that did not become facts, one type after the other."""
        for events in self._rest.values():
            yield from events

    def _read(self, id: EventId, entry: Entry) -> None:
        event: Any = entry.event
        self._book(id, entry, event)
        match event:
            case PurchasePaid():
                self._sell(id, entry, event)
            case PurchaseLoaded():
                self.loaded.append(
                    Loaded(
                        id,
                        entry.at,
                        event.plan,
                        event.purchase,
                        event.shift,
                        entry.operator,
                        event.receipt,
                    )
                )
            case CardRead():
                for told in event.meters:
                    self.reads.append(
                        Read(
                            entry.at, id, told.allocation, event.account, event.date, told.read_back
                        )
                    )
        if isinstance(event, PlanRenewed):
            self.subjects[id] = event.subject
        rare = not isinstance(event, PurchasePaid | PurchaseLoaded | CardRead)
        first = isinstance(event, PurchasePaid) and (event.allocates or event.reissues)
        if rare or first or (isinstance(event, PurchaseLoaded) and event.replaces):
            self._rest[type(event)].append((id, entry, event))

    def _book(self, id: EventId, entry: Entry, event: Any) -> None:
        lines = getattr(event, "entries", ())
        if not lines:
            return
        day = getattr(event, "date", None) or event.accounting_date
        deed = str(event.__struct_config__.tag)
        shift = id if isinstance(event, ShiftOpened) else getattr(event, "shift", None)
        self.bookings += [
            Booking(id, deed, entry.operator, day, line.book, line.subject, line.amount, shift)
            for line in lines
        ]

    def _sell(self, id: EventId, entry: Entry, event: PurchasePaid) -> None:
        for at, ((part, load), price) in enumerate(zip(event.sold, event.breakdowns, strict=True)):
            first = event.allocates is not None and at == 0
            self.sales.append(
                Sale(
                    event=id,
                    allocation=id if first else part.allocation,
                    account=event.account,
                    operator=entry.operator,
                    day=event.date,
                    kind=part.contents.kind.value,
                    region=part.contents.region,
                    load=load,
                    price=price,
                    tenders=() if at else event.tenders,
                    shift=event.shift,
                    serial=event.plan.serial,
                    issues=event.plan.issues,
                )
            )
