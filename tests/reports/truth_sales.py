"""What must have been sold and given back: by time beside the same time before, and by group."""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.ledger.events.ledger_life import LedgerBegun
from app.reports.asked import Asked
from app.reports.columns import Cell
from tests.reports.expected import Expected, expected
from tests.reports.facts import Names, Sale
from tests.reports.journal_read import Journal

Key = tuple[str, str]
"""Group and utility kind."""
Sums = dict[Key, Counter[str]]

_FIGURES = ("purchases", "charged", "refunds", "refunded", "net")


def summed(
    journal: Journal,
    since: date,
    until: date,
    group: Callable[[Sale], str],
    group_of_day: Callable[[date], str] | None = None,
) -> Sums:
    """Sums of the days. What came back belongs to the group of its sale, or of its own day."""
    found: Sums = defaultdict(Counter)
    for one in journal.sold(since, until):
        found[group(one), one.kind].update(
            purchases=1, volume=one.price.quantity, charged=one.price.total, net=one.price.total
        )
    for back, sale in journal.given_back(since, until):
        of = group(sale) if group_of_day is None else group_of_day(back.day)
        sums = found[of, sale.kind]
        sums.update(refunds=1, refunded=back.amount)
        sums.subtract({"volume": back.quantity, "net": back.amount})
    return found


def sales(journal: Journal, asked: Asked) -> Expected:
    """By day, month or year."""
    letters = {"day": 10, "month": 7, "year": 4}[asked.by]

    def name(day: date) -> str:
        return day.isoformat()[:letters]

    now = summed(journal, asked.since, asked.until, lambda one: name(one.day), name)
    before: Counter[Key] = Counter()
    first, last, later = _beside(asked)
    then = summed(journal, first, last, lambda one: one.day.isoformat(), date.isoformat)
    for (day, kind), sums in then.items():
        before[name(later(date.fromisoformat(day))), kind] += sums["net"]
    rows = []
    for key in now.keys() | before.keys():
        sums, was = now.get(key, Counter()), before[key]
        rows.append(
            {
                asked.by: key[0],
                "utility": key[1],
                "volume": sums["volume"],
                **{figure: sums[figure] for figure in _FIGURES},
                "before": was,
                "change": _share(sums["net"] - was, was),
            }
        )
    return expected((asked.by, "utility"), rows, (*_FIGURES, "before"))


def _beside(asked: Asked) -> tuple[date, date, Callable[[date], date]]:
    """First and last of the days before, and beside which day one of them stands.

    Whole months stand beside as many months before, other days beside as many days before; months
    and years beside the same months of as many years before as they take.
    """
    since, until = asked.since, asked.until
    whole = since.day == 1 and until.day == calendar.monthrange(until.year, until.month)[1]
    months = (until.year - since.year) * 12 + until.month - since.month + 1
    if asked.by == "day" and not whole:
        length = timedelta(days=(until - since).days + 1)
        return since - length, until - length, lambda day: day + length
    if asked.by != "day":
        months = (months + 11) // 12 * 12
    last = _moved(until, -months)
    if whole:
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return _moved(since, -months), last, lambda day: _moved(day, months)


def _moved(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _share(part: int, whole: int) -> int | None:
    """Tenths of a percent."""
    if not whole:
        return None
    return int((Decimal(part) * 1000 / Decimal(whole)).quantize(Decimal(1), ROUND_HALF_UP))


def sales_by(journal: Journal, asked: Asked) -> Expected:
    """By who sold, where, at which price, through which meters."""
    group, names = _grouping(journal, asked.by)
    rows: list[dict[str, Cell]] = []
    for (of, kind), sums in summed(journal, asked.since, asked.until, group).items():
        named: dict[str, Cell] = {asked.by: of, "name": names.get(of, ""), "utility": kind}
        rows.append({**named, "volume": sums["volume"], **{one: sums[one] for one in _FIGURES}})
    return expected((asked.by, "utility"), rows, _FIGURES)


def _grouping(journal: Journal, by: str) -> tuple[Callable[[Sale], str], Names]:
    places = {number: place.name for number, place in journal.regions.items()}
    match by:
        case "operator":
            return lambda one: str(one.operator or ""), journal.operators
        case "class":
            return lambda one: str(one.price.tariff_class), journal.classes
        case "kind":
            return lambda one: one.kind, {}
        case "model":
            return lambda one: journal.meters[one.allocation].model, {}
        case "region":
            return lambda one: str(one.region), places
        case "kiosk":
            begun = [(id.node, event) for id, _entry, event in journal.of(LedgerBegun)]
            names = {f"K{node:02d}": f"{one.region_name} {one.site}" for node, one in begun}
            return lambda one: f"K{one.event.node:02d}", names
        case _:
            level = int(by.removeprefix("region-"))
            return lambda one: region_at(journal, str(one.region), level), places


def region_at(journal: Journal, region: str, level: int) -> str:
    """The region above another one at a level, 1 at the top; itself where it stands higher."""
    path = [region]
    while (parent := str(_parent(journal, path[-1]))) in journal.regions and parent not in path:
        path.append(parent)
    path.reverse()
    return path[min(level, len(path)) - 1]


def _parent(journal: Journal, region: str) -> int | None:
    place = journal.regions.get(region)
    return None if place is None else place.parent
