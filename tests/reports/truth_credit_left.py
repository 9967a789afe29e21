"""Credit that must be left in meters and on cards: bought or given, and not used yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from app.domain.identity import EventId
from app.domain.sales import Load
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.events.sales import CompensationOpened, PlanRenewed
from app.reports.asked import Asked
from app.reports.columns import Cell
from tests.reports.expected import Expected, Line, expected
from tests.reports.facts import Meter
from tests.reports.journal_read import Journal
from tests.reports.truth_meters import in_service
from tests.reports.truth_owed import owed

_FIGURES = ("loaded", "used", "remaining", "since", "owed", "unused")


class Gift(NamedTuple):
    """Credit that nobody paid for as it stands on the card that proved it."""

    day: date
    load: Load


class Left(NamedTuple):
    """A meter, the day on which it told last, and its figures."""

    meter: Meter
    told: date | None
    figures: Counter[str]


def given_to(journal: Journal) -> dict[EventId, list[Gift]]:
    """Compensation, free water and first loads of changed meters that came onto a card."""
    renewed = {id: event.date for id, _entry, event in journal.of(PlanRenewed)}
    found: defaultdict[EventId, list[Gift]] = defaultdict(list)
    for id, _entry, event in journal.every(CompensationOpened, MeterChangeOpened):
        if event.load.number and id in journal.on_card:
            allocation = id if isinstance(event, MeterChangeOpened) else event.allocation
            day = renewed.get(journal.on_card[id], event.date)
            found[allocation].append(Gift(day, event.load))
    return found


def unused_credit(journal: Journal, asked: Asked) -> Expected:
    """By region, kind or meter; what meters count as money stands apart."""
    meters = _left(journal, asked.until)
    money = [f"{name}_money" for name in _FIGURES]
    if asked.by == "meter":
        rows = [_of_meter(journal, one) for one in meters]
        return expected(("account", "meter", "utility"), rows, money)
    groups: defaultdict[tuple[str, str, bool], list[Left]] = defaultdict(list)
    for one in meters:
        region = journal.region_of.get(one.meter.account, "")
        group = region if asked.by == "region" else one.meter.kind
        groups[group, one.meter.kind, journal.counts_money(one.meter)].append(one)
    rows = []
    for (group, kind, in_money), members in groups.items():
        days = sorted(one.told.isoformat() for one in members if one.told is not None)
        place = journal.regions.get(group) if asked.by == "region" else None
        head: dict[str, Cell] = {
            asked.by: group,
            "name": "" if place is None else place.name,
            "utility": kind,
            "oldest": days[0] if days else None,
            "newest": days[-1] if days else None,
            "meters": len(members),
            "silent": len(members) - len(days),
        }
        rows.append({**head, **_cells([one.figures for one in members], in_money=in_money)})
    return expected((asked.by, "utility"), rows, ("meters", "silent", *money))


def _of_meter(journal: Journal, one: Left) -> Line:
    return {
        "account": one.meter.account,
        "meter": one.meter.number,
        "utility": one.meter.kind,
        "told": None if one.told is None else one.told.isoformat(),
        **_cells([one.figures], in_money=journal.counts_money(one.meter)),
    }


def _cells(parts: Iterable[Counter[str]], *, in_money: bool) -> dict[str, Cell]:
    total: Counter[str] = Counter()
    for one in parts:
        total.update(one)
    cells: dict[str, Cell] = {}
    for name in _FIGURES:
        cells[name] = None if in_money else total[name]
        cells[f"{name}_money"] = total[name] if in_money else None
    return cells


def _left(journal: Journal, until: date) -> list[Left]:
    gifts = given_to(journal)
    found = []
    for meter in in_service(journal, until):
        read = next(
            (
                one
                for one in reversed(journal.reads_of.get(meter.allocation, []))
                if one.day <= until
            ),
            None,
        )
        number = 0 if read is None else read.told.number
        loads = [
            sale.load
            for sale in journal.sales_of.get(meter.allocation, ())
            if sale.day <= until
            and journal.taken_off.get((sale.event, sale.allocation), date.max) > until
        ]
        loads += [one.load for one in gifts.get(meter.allocation, ()) if one.day <= until]
        figures = Counter(
            loaded=0 if read is None else read.told.total_credited,
            remaining=0 if read is None else read.told.remaining,
            since=sum(load.credit for load in loads if load.number > number),
            owed=max(0, owed(journal)[meter.allocation]),
        )
        figures["used"] = figures["loaded"] - figures["remaining"]
        figures["unused"] = figures["remaining"] + figures["since"] + figures["owed"]
        found.append(Left(meter, None if read is None else read.day, figures))
    return found
