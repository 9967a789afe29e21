"""What one account bought, month by month: the shape of how a household uses water."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.ledger.projection.statements import all_rows
from app.reports.asked import months_later
from app.reports.sold import SOLD

MONTHS = 24
_SUMS = (
    "SELECT purchase.kind, substr(purchase.date, 1, 7), COUNT(*), SUM(purchase.quantity), "  # noqa: S608  constants of this house
    f"SUM(purchase.total) FROM purchase WHERE {SOLD} AND purchase.account = ? "
    "GROUP BY 1, 2 ORDER BY 1, 2"
)


class MonthBought(msgspec.Struct, frozen=True, kw_only=True):
    """A month of one account and utility kind; refunds are not taken off."""

    month: str
    """``2026-11``."""
    kind: str
    purchases: int = 0
    volume: int = 0
    """Thousandths of the unit of the kind."""
    charged: int = 0


def months_of(db: Database, account: str, today: date) -> tuple[MonthBought, ...]:
    """The last 24 months, those without a purchase among them, for each kind that was bought."""
    first = months_later(today.replace(day=1), 1 - MONTHS)
    days = (first.isoformat(), today.isoformat())
    found: dict[tuple[str, str], MonthBought] = {}
    for kind, month, purchases, volume, charged in all_rows(db, _SUMS, (*days, account)):
        found[str(kind), str(month)] = MonthBought(
            month=month,
            kind=kind,
            purchases=int(purchases),  # PostgreSQL sums whole numbers to decimals
            volume=int(volume),
            charged=int(charged),
        )
    months = [months_later(first, later).isoformat()[:7] for later in range(MONTHS)]
    return tuple(
        found.get((kind, month), MonthBought(month=month, kind=kind))
        for kind in dict.fromkeys(kind for kind, _month in found)
        for month in months
    )
