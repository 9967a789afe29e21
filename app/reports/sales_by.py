"""Sales by who sold, where, at which price, through which meters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from peewee import Database

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.ledger.projection.statements import all_rows
from app.ledger.queries import settings
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.grouping import Grouping, Key, Sums, in_order, keys_behind, summed
from app.reports.regions_above import (
    LEVELS,
    OF_PURCHASE,
    ancestors,
    keys_of_region,
    region_names,
)
from app.reports.report import Report, Statement
from app.reports.sold import MODEL, TARIFF_CLASS
from app.reports.watch import Watch

_KIOSK = "kiosk"
_GROUPINGS = {
    _KIOSK: Grouping("purchase.id >> 48"),  # the node, as in EventId.to_key
    "operator": Grouping("purchase.operator"),
    "region": OF_PURCHASE,
    "class": Grouping(TARIFF_CLASS),
    "kind": Grouping("purchase.kind"),
    "model": Grouping("allocation.model", joins=MODEL),
}
_PLACES = "SELECT node, region_name, site FROM node WHERE begun_at IS NOT NULL"
_TITLES = {
    _KIOSK: _("Kiosk"),
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
    if which.by in LEVELS:
        found = _at_level(found, ancestors(db, LEVELS[which.by]))
    named = _names(db, which.by)
    for key, one in in_order(found):
        yield (
            kiosk_name(int(key.group)) if which.by == _KIOSK else key.group,
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
    return _GROUPINGS["region" if which.by in LEVELS else which.by]


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
    elif by == _KIOSK:
        names = {str(node): f"{region} {site}" for node, region, site in all_rows(db, _PLACES)}
    elif by == "region" or by in LEVELS:
        names = region_names(db)
    else:
        names = {}
    return partial(_named, names)


def _named(names: dict[str, str], group: str) -> str:
    return names.get(group, "")


def _behind(db: Database, which: Asked, row: Row) -> Statement:
    if which.by in LEVELS:
        return keys_of_region(db, which, str(row[0]), str(row[2]))
    group = str(row[0])
    if which.by == _KIOSK:
        group = str(int(group.removeprefix("K")))
    return Statement(keys_behind(_grouping(which)), (*which.days, group, row[2]))


SALES_BY = Report(
    name="sales-by",
    title=_("Sales by group"),
    about=_("What was sold and refunded, by operator, kiosk, region, class, kind or model."),
    columns=_columns,
    rows=_rows,
    by=("operator", "region", *LEVELS, "class", "kind", "model", _KIOSK),
    behind=_behind,
    plot="net",
)
