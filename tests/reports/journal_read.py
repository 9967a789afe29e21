"""A journal, read once: its events in order become the facts that truths add up.

Sales, proofs of sales, read-backs and entries are nearly all of a journal and are kept as small
values; events of any other type are kept as they are, by their type. No table is asked, and no
rule of reports is used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from app.domain.entries import Book
from app.domain.identity import EventId, Stamp, milliseconds_of
from app.ledger.events.accounts import AccountOpened
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.corrections import MeterCorrected, TendersCorrected
from app.ledger.events.exceptions import Decision, PlanDecided, PlanScrapped
from app.ledger.events.function_cards import FunctionCardLost, FunctionCardMade
from app.ledger.events.ledger_life import LedgerBegun
from app.ledger.events.master_data import OperatorSet, RegionSet, TariffRevisionSet
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.events.operators import ShiftOpened
from app.ledger.events.readings import CardRead
from app.ledger.events.sales import (
    Closing,
    LoadCancelled,
    PlanRenewed,
    PurchaseLoaded,
    PurchasePaid,
    RefundOpened,
    RefundPaid,
    RefundRefuted,
)
from tests.reports.facts import Booking, Given, Loaded, Meter, Names, Read, Sale

E = TypeVar("E", bound=Event)
Said = tuple[EventId, Entry, E]
"""An event with its identity and who signed it."""


class Journal:
    """All that happened. Read it to the end before anything is asked of it."""

    def __init__(self, events: Iterable[tuple[EventId, Entry]]) -> None:
        """Events in order of arrival; each is looked at once and may be forgotten."""
        self.sales: list[Sale] = []
        self.loaded: list[Loaded] = []
        self.bookings: list[Booking] = []
        self.reads: list[Read] = []
        self._subjects: dict[EventId, EventId] = {}
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
            self._subjects[id] = event.subject
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

    # What became of plans and purchases.

    def subject(self, plan: EventId) -> EventId:
        """What a plan was for: of one that was renewed on another card, the first of the chain."""
        return self._subjects.get(plan, plan)

    @cached_property
    def outcomes(self) -> dict[EventId, str]:
        """How each plan was closed, by its opening event; what is still open is not in it."""
        closings: list[tuple[int, EventId, str]] = []
        for _id, entry, event in self.kept:
            match event:
                case PlanScrapped():
                    closings.append((entry.at, event.plan, "scrapped"))
                case PlanDecided(decision=Decision.NOT_WRITTEN):
                    closings.append((entry.at, event.plan, "not_written"))
                case RefundOpened(closes=EventId() as closed):
                    closings.append((entry.at, closed, "money_back"))
                case FunctionCardLost():  # what was never made is given up with it
                    closings.append((entry.at, event.card, "scrapped"))
                case RefundPaid() | RefundRefuted() | PurchaseLoaded():
                    pass  # the one closes nothing, the other is among the facts
                case Closing() | FunctionCardMade():
                    closings.append((entry.at, event.plan, "happened"))
        closings += [(one.at, one.plan, "happened") for one in self.loaded]
        # The earliest counts, so it is written last.
        return {plan: what for _at, plan, what in sorted(closings, reverse=True)}

    @cached_property
    def refuted(self) -> dict[EventId, RefundRefuted]:
        """Refunds of which the meter proved that it had the load."""
        return {event.refund: event for _id, _entry, event in self.of(RefundRefuted)}

    @cached_property
    def cancelled(self) -> set[EventId]:
        """Refunds whose load came off the card."""
        return {event.refund for _id, _entry, event in self.of(LoadCancelled)}

    @cached_property
    def paid(self) -> dict[EventId, RefundPaid]:
        """Refunds whose money went out."""
        return {event.refund: event for _id, _entry, event in self.of(RefundPaid)}

    @cached_property
    def refunds(self) -> list[Given]:
        """All that were begun."""
        return [
            Given(
                id,
                one.purchase,
                one.allocation,
                one.account,
                one.date,
                entry.operator,
                one.basis.value,
                one.basis.was_loaded,
                one.quantity,
                one.money,
                one.amount,
                one.reason,
            )
            for id, entry, one in self.of(RefundOpened)
        ]

    @cached_property
    def declared_unwritten(self) -> set[EventId]:
        """What two people said that no card ever got, by the first plan that was for it."""
        return {
            self.subject(event.plan)
            for _id, _entry, event in self.of(PlanDecided)
            if event.decision is Decision.NOT_WRITTEN
        }

    @cached_property
    def never_written(self) -> set[EventId]:
        """Purchases whose money went back, or will, because they never came onto their card."""
        back = {
            event.purchase
            for id, _entry, event in self.of(RefundOpened)
            if event.closes is not None and id not in self.refuted
        }
        return self.declared_unwritten | back

    def sold(self, since: date, until: date) -> Iterator[Sale]:
        """Loads that were paid for on the days, but for those whose money went back because nobody
        got them."""
        never = self.never_written
        return (one for one in self.sales if since <= one.day <= until and one.event not in never)

    def given_back(self, since: date, until: date) -> Iterator[tuple[Given, Sale]]:
        """Refunds begun on the days whose money went out, each with what was bought."""
        for one in self.refunds:
            if since <= one.day <= until and one.loaded and one.event in self.paid:
                yield one, self.sale_of[one.purchase, one.allocation]

    @cached_property
    def sale_of(self) -> dict[tuple[EventId, EventId], Sale]:
        """Sales by purchase and meter."""
        refunded = {one.purchase for one in self.refunds}
        return {(one.event, one.allocation): one for one in self.sales if one.event in refunded}

    @cached_property
    def tenders(self) -> dict[EventId, TendersCorrected]:
        """How purchases were paid, as last put right."""
        said = sorted(self.of(TendersCorrected), key=_when)
        return {event.purchase: event for _id, _entry, event in said}

    # Meters.

    @cached_property
    def meters(self) -> dict[EventId, Meter]:
        """All that were ever allocated, by what allocated them, with their number as put right."""
        corrected = sorted(self.of(MeterCorrected), key=_when)
        numbers = {event.allocation: event.new_meter for _id, _entry, event in corrected}
        found = {}
        for id, _entry, event in self.every(PurchasePaid, MeterChangeOpened):
            terms = event.allocates
            if terms is not None:
                found[id] = Meter(
                    allocation=id,
                    account=event.account,
                    number=numbers.get(id, terms.meter),
                    model=terms.model,
                    kind=terms.kind.value,
                    began=terms.began,
                    dial=terms.dial,
                    tariff_class=terms.tariff_class,
                )
        return found

    @cached_property
    def of_accounts(self) -> dict[str, list[Booking]]:
        """What moved arrears, balance and deposit of each account."""
        found: defaultdict[str, list[Booking]] = defaultdict(list)
        for one in self.bookings:
            if one.book in (Book.ARREARS, Book.BALANCE, Book.DEPOSIT):
                found[one.subject].append(one)
        return found

    def day_of(self, at: Stamp) -> date:
        """The day of a stamp where the utility is."""
        seconds = milliseconds_of(at) / 1000
        return datetime.fromtimestamp(seconds, UTC).astimezone(self._zone).date()

    @cached_property
    def _zone(self) -> ZoneInfo:
        (_id, _entry, begun), *_others = self.of(LedgerBegun)
        return ZoneInfo(begun.time_zone)

    @cached_property
    def accounts(self) -> list[str]:
        """All that were opened, oldest first."""
        return [event.account for _id, _entry, event in self.of(AccountOpened)]

    # What people call things, as last said; what head office says goes before.

    @cached_property
    def operators(self) -> Names:
        """Names of operators."""
        said = sorted(self.of(OperatorSet), key=_office_last)
        return {str(event.operator): event.name for _id, _entry, event in said}

    @cached_property
    def regions(self) -> dict[str, RegionSet]:
        """Regions as last set."""
        said = sorted(self.of(RegionSet), key=_office_last)
        return {str(event.region): event for _id, _entry, event in said}

    @cached_property
    def classes(self) -> Names:
        """Names of tariff classes, by their newest revision."""
        said = sorted(self.of(TariffRevisionSet), key=lambda one: one[2].revision.revision)
        return {
            str(event.revision.tariff_class): event.revision.name for _id, _entry, event in said
        }


def _when(said: Said[Any]) -> tuple[int, EventId]:
    id, entry, _event = said
    return entry.at, id


def _office_last(said: Said[Any]) -> tuple[bool, int, EventId]:
    return said[1].office, *_when(said)
