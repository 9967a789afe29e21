"""Sales added up by something: month by month, set-wise, the few sums merged here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from peewee import Database

from app.ledger.projection.statements import all_rows
from app.reports.asked import Asked, month_by_month
from app.reports.sold import BACK, ITS_PURCHASE, NEWEST_FIRST, SOLD
from app.reports.watch import Watch


class Key(NamedTuple):
    """What a line of sales is about."""

    group: str
    """As SQL has it, as text."""
    kind: str
    """Utility kind: volumes of two kinds are never added."""


@dataclass
class Sums:
    """What was sold and given back."""

    purchases: int = 0
    volume: int = 0
    charged: int = 0
    refunds: int = 0
    refunded: int = 0

    @property
    def net(self) -> int:
        """Charged less refunded."""
        return self.charged - self.refunded


@dataclass(frozen=True)
class Grouping:
    """By what: an expression over ``purchase``, and over ``refund`` where days count."""

    expression: str
    joins: str = ""
    back: str = ""
    """Of refunds; empty: the same, of the purchase that was refunded."""


def summed(db: Database, which: Asked, grouping: Grouping, watch: Watch) -> dict[Key, Sums]:
    """Sums by group and utility kind, in no order."""
    found: dict[Key, Sums] = {}
    pieces = list(month_by_month(which))
    for done, piece in enumerate(pieces):
        watch.step(done, len(pieces))
        for row in all_rows(db, _sold(grouping), piece.days):
            one = found.setdefault(_key(row), Sums())
            one.purchases += row[2]
            one.volume += row[3]
            one.charged += row[4]
        for row in all_rows(db, _back(grouping), piece.days):
            one = found.setdefault(_key(row), Sums())
            one.refunds += row[2]
            one.volume -= row[3]
            one.refunded += row[4]
    watch.step(len(pieces), len(pieces))
    return found


def keys_behind(grouping: Grouping) -> str:
    """The statement for the purchases of one group and kind, between two days."""
    return (
        f"SELECT purchase.id, purchase.allocation FROM purchase {grouping.joins} WHERE {SOLD} "  # noqa: S608  constants of this house
        f"AND COALESCE(CAST({grouping.expression} AS TEXT), '') = ? AND purchase.kind = ? "
        f"{NEWEST_FIRST}"
    )


def _sold(grouping: Grouping) -> str:
    return (
        f"SELECT {grouping.expression}, purchase.kind, COUNT(*), SUM(purchase.quantity), "  # noqa: S608  constants of this house
        f"SUM(purchase.total) FROM purchase {grouping.joins} WHERE {SOLD} GROUP BY 1, 2"
    )


def _back(grouping: Grouping) -> str:
    return (
        f"SELECT {grouping.back or grouping.expression}, purchase.kind, COUNT(*), "  # noqa: S608  constants of this house
        f"SUM(refund.quantity), SUM(refund.amount) FROM refund {ITS_PURCHASE} {grouping.joins} "
        f"WHERE {BACK} GROUP BY 1, 2"
    )


def _key(row: tuple[object, ...]) -> Key:
    return Key("" if row[0] is None else str(row[0]), str(row[1]))


def in_order(found: dict[Key, Sums]) -> Iterator[tuple[Key, Sums]]:
    """By group, numbers as numbers."""
    yield from sorted(found.items(), key=lambda one: (one[0].group.zfill(20), one[0].kind))
