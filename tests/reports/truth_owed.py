"""Compensation owed for meters, and meter changes with what was made good of them."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from app.domain.identity import EventId
from app.ledger.events.exceptions import CreditOwed
from app.ledger.events.meter_changes import MeterChanged, MeterChangeOpened, MeterChangeUndone
from app.ledger.events.sales import (
    CardReissued,
    CardReplaced,
    CompensationLoaded,
    LoadCancelled,
    PurchaseLoaded,
)
from app.reports.asked import Asked
from app.reports.columns import Cell
from tests.reports.expected import Expected, Line, expected
from tests.reports.journal_read import Journal

_CREDIT = ("due", "given", "outstanding")


@lru_cache(maxsize=8)
def owed(journal: Journal) -> Counter[EventId]:
    """Credit that is owed for each meter, as it counts: what may have died, less what was made good
    and what arrived after all."""
    found: Counter[EventId] = Counter()
    for _id, _entry, changed in journal.of(MeterChanged):
        found[changed.allocation] += changed.still_owed
        found[changed.old_allocation] -= changed.was_owed
    for _id, _entry, undone in journal.of(MeterChangeUndone):
        found[undone.change] -= undone.still_owed
        found[undone.allocation] += undone.was_owed
    for _id, _entry, died in journal.of(CreditOwed):
        found[died.allocation] += died.quantity
    for _id, _entry, made in journal.of(CardReissued):
        owes = zip(
            (made.allocation, *made.other_allocations), (made.owed, *made.other_owed), strict=True
        )
        found.update(dict(owes))
    for _id, _entry, closed in journal.every(PurchaseLoaded, LoadCancelled):
        replaced: CardReplaced | None = closed.replaces
        if replaced is not None:
            found.update(dict(zip(replaced.allocations, replaced.owed, strict=True)))
    for _id, _entry, loaded in journal.of(CompensationLoaded):
        found[loaded.allocation] -= loaded.settles
    return found


def meter_changes(journal: Journal, asked: Asked) -> Expected:
    """By the day of the entry, but for those that were undone; what is owed is so by now."""
    undone = {event.change for _id, _entry, event in journal.of(MeterChangeUndone)}
    opened = {id: (entry, event) for id, entry, event in journal.of(MeterChangeOpened)}
    later: Counter[EventId] = Counter()
    for _id, _entry, loaded in journal.of(CompensationLoaded):
        later[loaded.allocation] += loaded.settles
    rows: list[Line] = []
    for _id, _entry, event in journal.of(MeterChanged):
        asked_for, change = opened[event.change]
        if event.change in undone or not asked.since <= change.date <= asked.until:
            continue
        at_once = change.load.credit - change.moved if change.load.number else 0
        credit = (
            at_once + event.still_owed,
            at_once + later[event.change],
            max(0, owed(journal)[event.change]),
        )
        debt = (*event.lines, *(() if event.fees_paid else event.fees))
        paid = sum(tender.amount for tender in change.tenders)
        head: dict[str, Cell] = {
            "date": change.date.isoformat(),
            "worked": event.ended.isoformat(),
            "account": event.account,
            "old_meter": journal.meters[event.old_allocation].number,
            "meter": journal.meters[event.change].number,
            "operator": None if asked_for.operator is None else str(asked_for.operator),
            "second": None if asked_for.second is None else str(asked_for.second),
            "arrears": sum(line.amount for line in debt) or None,
            "fees": paid or None,
        }
        in_money = change.load.charging.counts_money
        for name, figure in zip(_CREDIT, credit, strict=True):
            head[name] = None if in_money else figure
            head[f"{name}_money"] = figure if in_money else None
        rows.append(head)
    money = tuple(f"{name}_money" for name in _CREDIT)
    return expected(("date", "account", "meter"), rows, ("arrears", "fees", *_CREDIT, *money))
