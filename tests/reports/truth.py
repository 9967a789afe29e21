"""What reports must say, added up from the journal's events alone: no table is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeAlias

from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.sales import Load, Tender
from app.domain.tariff.breakdown import Breakdown, LineKind
from app.ledger.events.codec import Entry
from app.ledger.events.corrections import TendersCorrected
from app.ledger.events.exceptions import Decision, PlanDecided
from app.ledger.events.operators import ShiftClosed, ShiftOpened
from app.ledger.events.sales import (
    CardReissued,
    PurchaseLoaded,
    PurchasePaid,
    RefundOpened,
    RefundPaid,
    ReissueOpened,
)

Events: TypeAlias = list[tuple[EventId, Entry]]
Sold: TypeAlias = tuple[PurchasePaid, Entry, Load, Breakdown]
By: TypeAlias = Callable[[PurchasePaid, Entry, Load, Breakdown], str]


def never_written(events: Events) -> set[EventId]:
    """Purchases whose money went back, or will, because they never came onto their card."""
    back = {
        one.event.purchase
        for _id, one in events
        if isinstance(one.event, RefundOpened) and not one.event.basis.was_loaded
    }
    return back | {
        one.event.plan
        for _id, one in events
        if isinstance(one.event, PlanDecided) and one.event.decision is Decision.NOT_WRITTEN
    }


def sold(events: Events, since: date, until: date) -> Iterable[Sold]:
    """Loads that were paid for, but for those whose money went back because nobody got them."""
    back = never_written(events)
    for id, entry in events:
        paid = entry.event
        if isinstance(paid, PurchasePaid) and since <= paid.date <= until and id not in back:
            for (_part, load), price in zip(paid.sold, paid.breakdowns, strict=True):
                yield paid, entry, load, price


def sales(events: Events, since: date, until: date, by: By) -> dict[str, list[int]]:
    """Purchases, volume less what came back, charged, refunds, refunded; by group."""
    found: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    for paid, entry, load, price in sold(events, since, until):
        one = found[by(paid, entry, load, price)]
        one[0] += 1
        one[1] += price.quantity
        one[2] += price.total
    return dict(found)


def refunds(events: Events, since: date, until: date) -> list[tuple[date, int, int, EventId]]:
    """Day, volume, money and purchase of each refund whose money went out."""
    paid = {one.event.refund for _id, one in events if isinstance(one.event, RefundPaid)}
    return [
        (one.event.date, one.event.quantity, one.event.amount, one.event.purchase)
        for id, one in events
        if isinstance(one.event, RefundOpened)
        and id in paid
        and one.event.basis.was_loaded
        and since <= one.event.date <= until
    ]


def tenders(events: Events, since: date, until: date) -> dict[str, list[int]]:
    """Times, handed over, change, to balance, paid; by kind, as last put right."""
    amended: dict[EventId, tuple[Tender, ...]] = {
        one.event.purchase: one.event.new
        for _id, one in events
        if isinstance(one.event, TendersCorrected)
    }
    found: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    kept = {id(paid) for paid, _entry, _load, _price in sold(events, since, until)}
    for identity, entry in events:
        if not isinstance(entry.event, PurchasePaid) or id(entry.event) not in kept:
            continue
        for one in amended.get(identity, entry.event.tenders):
            figures = (1, one.tendered, one.change, one.to_balance, one.amount)
            was = found[one.kind.value]
            found[one.kind.value] = [a + b for a, b in zip(was, figures, strict=True)]
    return dict(found)


def tiers(events: Events, since: date, until: date) -> dict[tuple[str, str], list[int]]:
    """Lines, volume, amount; by tariff class and code."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 3)
    for _paid, _entry, _load, price in sold(events, since, until):
        for line in price.lines:
            if line.kind in (LineKind.TIER, LineKind.ALLOWANCE):
                one = found[str(price.tariff_class), line.code]
                one[0] += 1
                one[1] += line.quantity
                one[2] += line.amount
    return dict(found)


def postings(events: Events, since: date, until: date) -> list[tuple[date, Book, str, int]]:
    """Day, book, subject and amount of all that was booked."""
    return [
        (day, line.book, line.subject, line.amount)
        for _id, entry in events
        for day in [
            getattr(entry.event, "date", None) or getattr(entry.event, "accounting_date", None)
        ]
        for line in getattr(entry.event, "entries", ())
        if day is not None and since <= day <= until
    ]


def shifts(events: Events) -> dict[EventId, list[int]]:
    """Sales, sold, refunds, refunded, over or short; by shift."""
    found = {id: [0] * 5 for id, entry in events if isinstance(entry.event, ShiftOpened)}
    for _id, entry in events:
        event = entry.event
        if isinstance(event, PurchaseLoaded | CardReissued):
            earned = sum(one.amount for one in event.entries if one.book is Book.SUSPENSE)
            if isinstance(event, PurchaseLoaded) or earned:
                found[event.shift][0] += 1
                found[event.shift][1] += earned
        elif isinstance(event, RefundPaid):
            found[event.shift][2] += 1
            found[event.shift][3] += event.amount
        elif isinstance(event, ShiftClosed):
            found[event.shift][4] = event.over_short
    return found


def reissue_fees(events: Events) -> int:
    """What new cards cost that were made without a purchase."""
    return sum(one.event.total for _id, one in events if isinstance(one.event, ReissueOpened))
