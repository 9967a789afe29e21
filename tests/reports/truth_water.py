"""What the water balance must say, added up from the journal's events alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from app.domain.dial_readings import Verdict
from app.domain.identity import EventId
from app.domain.sales import LoadKind
from app.ledger.events.dial_readings import DialRead, DialReadingSettled
from app.ledger.events.readings import CardRead
from app.ledger.events.sales import (
    CompensationLoaded,
    CompensationOpened,
    PurchaseLoaded,
    PurchasePaid,
)
from tests.reports import truth


def balance(events: truth.Events, since: date, until: date) -> dict[str, list[int]]:
    """Sold, given, loaded, cards read, used by them, dials read, used by those; by month.

    Of one region, one kind, and meters whose dials began at 0 and never turned.
    """
    found: dict[str, list[int]] = defaultdict(lambda: [0] * 7)
    _sold_and_loaded(events, found)
    _by_cards(events, found)
    _by_dials(events, found)
    return {
        month: one
        for month, one in found.items()
        if str(since) <= f"{month}-31" and month <= str(until)
    }


def _sold_and_loaded(events: truth.Events, found: dict[str, list[int]]) -> None:
    ever = date.min, date.max
    loaded = {one.event.purchase for _id, one in events if isinstance(one.event, PurchaseLoaded)}
    names = {id(one.event): name for name, one in events if isinstance(one.event, PurchasePaid)}
    for paid, _entry, _load, price in truth.sold(events, *ever):
        one = found[paid.date.isoformat()[:7]]
        one[0] += price.quantity
        one[2] += price.quantity if names[id(paid)] in loaded else 0
    for day, volume, _amount, _purchase in truth.refunds(events, *ever):
        one = found[day.isoformat()[:7]]
        one[0] -= volume
        one[2] -= volume
    proved = {one.event.plan for _id, one in events if isinstance(one.event, CompensationLoaded)}
    for name, entry in events:
        given = entry.event
        if isinstance(given, CompensationOpened) and name in proved:
            assert given.load.kind is not LoadKind.TRANSFER
            one = found[given.date.isoformat()[:7]]
            one[1] += given.load.quantity - given.settles
            one[2] += given.load.quantity - given.settles


def _by_cards(events: truth.Events, found: dict[str, list[int]]) -> None:
    totals: dict[EventId, int] = {}
    for _name, entry in events:
        if isinstance(entry.event, CardRead):
            for told in entry.event.meters:
                one = found[entry.event.date.isoformat()[:7]]
                one[3] += 1
                one[4] += told.read_back.total_used - totals.get(told.allocation, 0)
                totals[told.allocation] = told.read_back.total_used


def _by_dials(events: truth.Events, found: dict[str, list[int]]) -> None:
    decided = {
        one.event.reading: one.event.accepted
        for _id, one in events
        if isinstance(one.event, DialReadingSettled)
    }
    dials: dict[EventId | None, int] = {}
    for name, entry in events:
        read = entry.event
        if not isinstance(read, DialRead) or read.dial is None or read.read_on is None:
            continue
        if decided.get(name, read.verdict is Verdict.ACCEPTED):
            one = found[read.read_on.isoformat()[:7]]
            one[5] += 1
            one[6] += read.dial - dials.get(read.allocation, 0)
            dials[read.allocation] = read.dial
