"""Regions of a report at a level of their tree, and the purchases behind one of them."""

from __future__ import annotations

from peewee import Database

from app.domain.regions import DEEPEST, by_number, path_of
from app.ledger.queries import settings
from app.ledger.queries.reading import marks_for
from app.reports.asked import Asked
from app.reports.grouping import Grouping, keys_behind
from app.reports.report import Statement

LEVELS = {f"region-{level}": level for level in range(1, DEEPEST + 1)}
"""Regions from the top of their tree down."""
OF_PURCHASE = Grouping("purchase.region")


def ancestors(db: Database, level: int) -> dict[str, str]:
    """Of each region the one above it at a level, 1 at the top; itself where it stands higher."""
    tree = by_number(settings.all_regions(db))
    paths = {number: path_of(tree, number) for number in tree}
    return {
        str(number): str(path[min(level, len(path)) - 1].region) for number, path in paths.items()
    }


def region_names(db: Database) -> dict[str, str]:
    """What regions are called, by their numbers as text."""
    return {str(one.region): one.name for one in settings.all_regions(db)}


def keys_of_region(db: Database, which: Asked, region: str, kind: str) -> Statement:
    """The purchases of a region and all that lies in it at the level of ``which``, and a kind."""
    sql = keys_behind(OF_PURCHASE)
    if which.by not in LEVELS:
        return Statement(sql, (*which.days, region, kind))
    above = ancestors(db, LEVELS[which.by])
    below = [one for one, top in above.items() if top == region] or [region]
    sql = sql.replace(" = ? AND", f" IN ({marks_for(below)}) AND")
    return Statement(sql, (*which.days, *below, kind))
