"""Sales by who sold, where, at which price, through which meters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from peewee import Database

from app.domain.regions import DEEPEST, by_number, path_of
from app.domain.text import _
from app.ledger.queries import settings
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.grouping import Grouping, Key, Sums, in_order, keys_behind, summed
from app.reports.report import Report, Statement
from app.reports.sold import MODEL, TARIFF_CLASS
from app.reports.watch import Watch

_GROUPINGS = {
    "operator": Grouping("purchase.operator"),
    "region": Grouping("purchase.region"),
    "class": Grouping(TARIFF_CLASS),
    "kind": Grouping("purchase.kind"),
    "model": Grouping("allocation.model", joins=MODEL),
}
_LEVELS = {f"region-{level}": level for level in range(1, DEEPEST + 1)}
"""Regions from the top of their tree down."""
_TITLES = {
    "operator": _("Operator"),
    "class": _("Tariff class"),
    "kind": _("Utility kind"),
    "model": _("Meter model"),
}


def _columns(which: Asked) -> tuple[Column, ...]:
    return (
        Column(which.by, _TITLES.get(which.by, _("Region")), ColumnKind.TEXT),
        Column("name", _("Name"), ColumnKind.TEXT),
        Column("utility", _("Kind"), ColumnKind.TEXT),
        Column("purchases", _("Purchases"), ColumnKind.COUNT, summed=True),
        Column("volume", _("Volume"), ColumnKind.VOLUME),
        Column("charged", _("Charged"), ColumnKind.MONEY, summed=True),
        Column("refunds", _("Refunds"), ColumnKind.COUNT, summed=True),
        Column("refunded", _("Refunded"), ColumnKind.MONEY, summed=True),
        Column("net", _("Net"), ColumnKind.MONEY, summed=True),
    )


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    found = summed(db, which, _grouping(which), watch)
    if which.by in _LEVELS:
        found = _at_level(found, ancestors(db, _LEVELS[which.by]))
    named = _names(db, which.by)
    for key, one in in_order(found):
        yield (
            key.group,
            named(key.group),
            key.kind,
            one.purchases,
            one.volume,
            one.charged,
            one.refunds,
            one.refunded,
            one.net,
        )


def _grouping(which: Asked) -> Grouping:
    return _GROUPINGS["region" if which.by in _LEVELS else which.by]


def ancestors(db: Database, level: int) -> dict[str, str]:
    """Of each region the one above it at a level, 1 at the top; itself where it stands higher."""
    tree = by_number(settings.all_regions(db))
    paths = {number: path_of(tree, number) for number in tree}
    return {
        str(number): str(path[min(level, len(path)) - 1].region) for number, path in paths.items()
    }


def _at_level(found: dict[Key, Sums], above: dict[str, str]) -> dict[Key, Sums]:
    gathered: dict[Key, Sums] = {}
    for key, one in found.items():
        into = gathered.setdefault(Key(above.get(key.group, key.group), key.kind), Sums())
        into.purchases += one.purchases
        into.volume += one.volume
        into.charged += one.charged
        into.refunds += one.refunds
        into.refunded += one.refunded
    return gathered


def _names(db: Database, by: str) -> Callable[[str], str]:
    """What a group is called by people."""
    if by == "operator":
        names = {str(one.number): one.name for one in settings.operators(db)}
    elif by == "class":
        names = {}
        for number in settings.tariff_classes(db):
            names[str(number)] = settings.revisions(db, number)[-1].name
    elif by == "region" or by in _LEVELS:
        names = {str(one.region): one.name for one in settings.all_regions(db)}
    else:
        names = {}
    return partial(_named, names)


def _named(names: dict[str, str], group: str) -> str:
    return names.get(group, "")


def _behind(db: Database, which: Asked, row: Row) -> Statement:
    if which.by not in _LEVELS:
        return Statement(keys_behind(_grouping(which)), (*which.days, row[0], row[2]))
    above = ancestors(db, _LEVELS[which.by])
    below = [region for region, top in above.items() if top == row[0]] or [str(row[0])]
    sql = keys_behind(_grouping(which)).replace(
        " = ? AND", f" IN ({', '.join('?' * len(below))}) AND"
    )
    return Statement(sql, (*which.days, *below, row[2]))


SALES_BY = Report(
    name="sales-by",
    title=_("Sales by group"),
    about=_("What was sold and refunded, by operator, region, class, kind or meter model."),
    columns=_columns,
    rows=_rows,
    by=("operator", "region", *_LEVELS, "class", "kind", "model"),
    behind=_behind,
)
