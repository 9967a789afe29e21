"""What reports must add up to over all days, from the events alone: no table is asked for it.

A sale counts from its payment on, unless its money went back because it never came onto its card; a
refund counts once its money went out; tenders count as last put right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec
from peewee import Database

from app.domain.entries import Book
from app.domain.identity import EventId, Stamp
from app.domain.quantity import Money
from app.domain.sales import Tender
from app.ledger.events.codec import Entry
from app.ledger.events.corrections import TendersCorrected
from app.ledger.events.exceptions import Decision, PlanDecided
from app.ledger.events.operators import ShiftOpened
from app.ledger.events.sales import (
    Closing,
    PlanRenewed,
    PurchasePaid,
    RefundOpened,
    RefundPaid,
    RefundRefuted,
)
from app.ledger.queries import journal, plans


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over all days and nodes."""

    purchases: int
    """Loads that were paid for."""
    charged: Money
    charged_in_shifts: Money
    """Of it, in shifts that are known here: a counter may know sales of others without theirs."""
    refunds: int
    refunded: Money
    tenders: dict[str, Money]
    """What purchases were paid with, by kind."""
    debits: dict[str, Money]
    """By book."""
    credits: dict[str, Money]


class TotalsAddUp:
    """Gathers the sums; those few sales that more than one event speaks of are settled last."""

    def __init__(self) -> None:
        """Nothing was sold."""
        self._purchases = 0
        self._charged: defaultdict[EventId, Money] = defaultdict(int)
        """By shift."""
        self._shifts: set[EventId] = set()
        self._tenders: defaultdict[str, Money] = defaultdict(int)
        self._debits: defaultdict[Book, Money] = defaultdict(int)
        self._credits: defaultdict[Book, Money] = defaultdict(int)
        self._renewed: dict[EventId, EventId] = {}
        self._given_back: dict[EventId, EventId] = {}
        """Purchases that never came onto their card, by the refund that says so."""
        self._decided: dict[EventId, Stamp] = {}
        """Plans that two people declared not written."""
        self._paid_out: set[EventId] = set()
        self._amended: dict[EventId, tuple[Stamp, EventId, tuple[Tender, ...]]] = {}

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        event = entry.event
        for posting in getattr(event, "entries", ()):
            side = self._debits if posting.amount > 0 else self._credits
            side[posting.book] += abs(posting.amount)
        match event:
            case ShiftOpened():
                self._shifts.add(id)
            case PurchasePaid():
                self._sell(event, 1)
                self._take(event.tenders, 1)
            case PlanRenewed():
                self._renewed[id] = event.subject
            case RefundOpened() if event.closes is not None:
                self._given_back[id] = event.purchase
            case RefundRefuted():
                self._given_back.pop(event.refund, None)
            case RefundPaid():
                self._paid_out.add(event.refund)
            case PlanDecided() if event.decision is Decision.NOT_WRITTEN:
                self._decided[event.plan] = entry.at
            case TendersCorrected():
                newest = (entry.at, id, event.new)
                known = self._amended.get(event.purchase, newest)
                self._amended[event.purchase] = max(newest, known, key=lambda one: one[:2])
            case _:
                return

    def totals(self, db: Database) -> Totals:
        """After the last event; ``db``: the journal that they came from, with its tables."""
        never = set(self._given_back.values()) | set(self._not_written(db))
        for purchase, (_at, _id, tenders) in self._amended.items():
            sold = _sold(db, purchase)
            if sold is not None:
                self._take(sold.tenders, -1)
                self._take(tenders, 1)
        for purchase in never:
            sold = _sold(db, purchase)
            if sold is not None:
                self._sell(sold, -1)
                amended = self._amended.get(purchase)
                self._take(sold.tenders if amended is None else amended[2], -1)
        paid_out = (_refund(db, id) for id in self._paid_out)
        refunds = [one.amount for one in paid_out if one is not None]
        return Totals(
            purchases=self._purchases,
            charged=sum(self._charged.values()),
            charged_in_shifts=sum(self._charged[shift] for shift in self._shifts),
            refunds=len(refunds),
            refunded=sum(refunds),
            tenders={kind: amount for kind, amount in sorted(self._tenders.items()) if amount},
            debits={book.value: amount for book, amount in sorted(self._debits.items())},
            credits={book.value: amount for book, amount in sorted(self._credits.items())},
        )

    def _sell(self, paid: PurchasePaid, sign: int) -> None:
        for (_part, _load), price in zip(paid.sold, paid.breakdowns, strict=True):
            self._purchases += sign
            self._charged[paid.shift] += sign * price.total

    def _take(self, tenders: Iterable[Tender], sign: int) -> None:
        for tender in tenders:
            self._tenders[tender.kind.value] += sign * tender.amount

    def _not_written(self, db: Database) -> Iterable[EventId]:
        """What people declared not written, unless the card had proved it before."""
        for plan, at in self._decided.items():
            if not _had_happened(db, plan, at):
                yield self._renewed.get(plan, plan)


def _had_happened(db: Database, plan: EventId, at: Stamp) -> bool:
    """Whether an event before a stamp closed a plan: the table names it, the journal proves it."""
    closed_by = plans.closed_by(db, plan)
    closed = None if closed_by is None else journal.entry(db, closed_by)
    return (
        closed is not None
        and isinstance(closed.event, Closing)
        and closed.event.plan == plan
        and closed.at < at
    )


def _sold(db: Database, id: EventId) -> PurchasePaid | None:
    entry = journal.entry(db, id)
    event = None if entry is None else entry.event
    return event if isinstance(event, PurchasePaid) else None


def _refund(db: Database, id: EventId) -> RefundOpened | None:
    """A refund of something that was sold, as far as its purchase is known here."""
    entry = journal.entry(db, id)
    event = None if entry is None else entry.event
    if not isinstance(event, RefundOpened) or not event.basis.was_loaded:
        return None
    return event if _sold(db, event.purchase) is not None else None
