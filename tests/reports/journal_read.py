"""What the facts of a journal say together: what became of plans, which meters serve, who is who.

No table is asked, and no rule of reports is used; each index is made once, in one pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.entries import Book
from app.domain.identity import EventId, Stamp, milliseconds_of
from app.ledger.events.accounts import AccountEdited, AccountOpened
from app.ledger.events.corrections import MeterCorrected, TendersCorrected
from app.ledger.events.exceptions import Decision, PlanDecided, PlanScrapped
from app.ledger.events.function_cards import FunctionCardLost, FunctionCardMade
from app.ledger.events.ledger_life import LedgerBegun
from app.ledger.events.master_data import MeterModelSet, OperatorSet, RegionSet, TariffRevisionSet
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.events.sales import (
    Closing,
    LoadCancelled,
    PurchaseLoaded,
    PurchasePaid,
    RefundOpened,
    RefundPaid,
    RefundRefuted,
)
from tests.reports.events_read import Events, Said
from tests.reports.facts import Booking, Given, Meter, Names, Read, Sale


class Journal(Events):
    """All that happened, and what follows from it."""

    # What became of plans and purchases.

    def subject(self, plan: EventId) -> EventId:
        """What a plan was for: of one that was renewed on another card, the first of the chain."""
        return self.subjects.get(plan, plan)

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
    def on_card(self) -> dict[EventId, EventId]:
        """What came onto a card, by the first plan that was for it: the plan that proved it."""
        return {
            self.subject(plan): plan for plan, what in self.outcomes.items() if what == "happened"
        }

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

    @cached_property
    def models(self) -> dict[str, MeterModelSet]:
        """Meter models as last set."""
        said = sorted(self.of(MeterModelSet), key=_office_last)
        return {event.model: event for _id, _entry, event in said}

    def counts_money(self, meter: Meter) -> bool:
        """Whether the credit of a meter is money."""
        model = self.models.get(meter.model)
        return model is not None and model.charging.counts_money

    @cached_property
    def region_of(self) -> dict[str, str]:
        """Where each account is now."""
        said = sorted(self.every(AccountOpened, AccountEdited), key=_when)
        return {event.account: str(event.region) for _id, _entry, event in said}

    @cached_property
    def reads_of(self) -> dict[EventId, list[Read]]:
        """What each meter told by cards, oldest first."""
        found: defaultdict[EventId, list[Read]] = defaultdict(list)
        for read in sorted(self.reads, key=lambda one: (one.at, one.event)):
            found[read.allocation].append(read)
        return found

    @cached_property
    def sales_of(self) -> dict[EventId, list[Sale]]:
        """Loads that count as sold, by their meter."""
        found: defaultdict[EventId, list[Sale]] = defaultdict(list)
        for sale in self.sold(date.min, date.max):
            found[sale.allocation].append(sale)
        return found

    @cached_property
    def taken_off(self) -> dict[tuple[EventId, EventId], date]:
        """Loads that came off their card again: the day on which that was begun."""
        return {
            (one.purchase, one.allocation): one.day
            for one in self.refunds
            if one.event in self.cancelled and one.event not in self.refuted
        }

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
