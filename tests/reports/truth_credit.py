"""Credit in meters and on cards, and meter changes, from the journal's events alone."""

from __future__ import annotations

from datetime import date

from app.domain.identity import EventId
from app.domain.sales import Load
from app.ledger.events.exceptions import CreditOwed
from app.ledger.events.meter_changes import MeterChanged, MeterChangeOpened, MeterChangeUndone
from app.ledger.events.readings import CardRead
from app.ledger.events.sales import (
    CardReissued,
    CompensationLoaded,
    CompensationOpened,
    LoadCancelled,
    PurchasePaid,
    RefundOpened,
)
from tests.reports.told import Told
from tests.reports.truth import Events, never_written


def owed(events: Events) -> dict[EventId, int]:
    """Credit still owed for each meter, by its allocation."""
    found: dict[EventId, int] = {}

    def more(allocation: EventId, credit: int) -> None:
        found[allocation] = found.get(allocation, 0) + credit

    for _id, entry in events:
        match entry.event:
            case MeterChanged() as changed:
                more(changed.allocation, changed.still_owed)
                more(changed.old_allocation, -changed.was_owed)
            case MeterChangeUndone() as undone:
                more(undone.change, -undone.still_owed)
                more(undone.allocation, undone.was_owed)
            case CreditOwed() as died:
                more(died.allocation, died.quantity)
            case CardReissued() as reissued:
                more(reissued.allocation, reissued.owed)
            case CompensationLoaded() as loaded:
                more(loaded.allocation, -loaded.settles)
    return found


def meter_changes(events: Events) -> list[Told]:
    """Rows without what is empty, of changes that were not undone."""
    undone = {one.event.change for _id, one in events if isinstance(one.event, MeterChangeUndone)}
    opened = {id: entry for id, entry in events if isinstance(entry.event, MeterChangeOpened)}
    meters = {
        id: entry.event.allocates.meter
        for id, entry in events
        if isinstance(entry.event, PurchasePaid | MeterChangeOpened) and entry.event.allocates
    }
    outstanding = owed(events)
    found = []
    for _id, entry in events:
        event = entry.event
        if not isinstance(event, MeterChanged) or event.change in undone:
            continue
        asked = opened[event.change]
        change = asked.event
        assert isinstance(change, MeterChangeOpened)
        given = change.load.credit - change.moved
        owes = (*event.lines, *(() if event.fees_paid else event.fees))
        row = {
            "date": change.date.isoformat(),
            "worked": event.ended.isoformat(),
            "account": event.account,
            "old_meter": meters[event.old_allocation],
            "meter": change.allocates.meter,
            "operator": str(asked.operator),
            "second": str(asked.second),
            "arrears": sum(line.amount for line in owes) or None,
            "fees": sum(tender.amount for tender in change.tenders) or None,
            "due": given + event.still_owed,
            "given": given + _later(events, event.change),
            "outstanding": max(0, outstanding.get(event.change, 0)),
        }
        found.append({name: cell for name, cell in row.items() if cell is not None})
    return found


def _later(events: Events, allocation: EventId) -> int:
    """What made good what was owed for a meter after its change."""
    return sum(
        one.event.settles
        for _id, one in events
        if isinstance(one.event, CompensationLoaded) and one.event.allocation == allocation
    )


def unused(events: Events, until: date) -> dict[str, Told]:
    """By the meter's number, of meters in service at the end of a day."""
    meters, gone = _in_service(events, until)
    told = {}
    for _id, entry in events:
        if isinstance(entry.event, CardRead) and entry.event.date <= until:
            for one in entry.event.meters:
                told[one.allocation] = (entry.event.date, one.read_back)
    outstanding = owed(events)
    found = {}
    for allocation, (account, meter) in meters.items():
        if allocation in gone:
            continue
        day, back = told.get(allocation, (None, None))
        number = back.number if back else 0
        since = sum(
            load.credit
            for of, load in _loads(events, until)
            if of == allocation and load.number > number
        )
        loaded, remaining = (back.total_credited, back.remaining) if back else (0, 0)
        owes = max(0, outstanding.get(allocation, 0))
        row = {
            "account": account,
            "meter": meter,
            "utility": "water",
            "told": None if day is None else day.isoformat(),
            "loaded": loaded,
            "used": loaded - remaining,
            "remaining": remaining,
            "since": since,
            "owed": owes,
            "unused": remaining + since + owes,
        }
        found[meter] = {name: cell for name, cell in row.items() if cell is not None}
    return found


def _in_service(events: Events, until: date) -> tuple[dict[EventId, tuple[str, str]], set[EventId]]:
    meters: dict[EventId, tuple[str, str]] = {}
    gone: set[EventId] = set()
    for id, entry in events:
        event = entry.event
        if isinstance(event, PurchasePaid | MeterChangeOpened) and event.allocates:
            if event.allocates.began <= until:
                meters[id] = (event.account, event.allocates.meter)
        elif isinstance(event, MeterChanged) and event.ended <= until:
            gone.add(event.old_allocation)
        elif isinstance(event, MeterChangeUndone):
            gone.discard(event.allocation)
            gone.add(event.change)
    return meters, gone


def _loads(events: Events, until: date) -> list[tuple[EventId, Load]]:
    """Paid or given until a day, and not taken off or given back until then."""
    refunds = {
        id: (one.event.purchase, one.event.date)
        for id, one in events
        if isinstance(one.event, RefundOpened)
    }
    off = never_written(events)
    for _id, one in events:
        if isinstance(one.event, LoadCancelled):
            purchase, day = refunds[one.event.refund]
            if day <= until:
                off.add(purchase)
    found: list[tuple[EventId, Load]] = []
    for id, entry in events:
        event = entry.event
        if isinstance(event, PurchasePaid) and event.date <= until and id not in off:
            allocation = id if event.allocates else event.allocation
            found += [(allocation, event.loads[0])]
        elif isinstance(event, CompensationOpened) and event.date <= until:
            found.append((event.allocation, event.load))
        elif isinstance(event, MeterChangeOpened) and event.date <= until and event.load.number:
            found.append((id, event.load))
    return found
