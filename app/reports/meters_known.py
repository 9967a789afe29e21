"""What some meters told and what was sold for them, asked for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from peewee import Database

from app.domain.dial_readings import DialKnown
from app.domain.quantity import Quantity
from app.domain.unusual_use import STILL_DAYS, Told
from app.ledger.queries import compensation, dial_readings, readings, usage
from app.reports.asked import Asked


class MeterKnown(NamedTuple):
    """What is known of a meter on the last day."""

    told: Told | None
    """What it told last of its totals."""
    told_before: Told | None
    """The last one that is :data:`STILL_DAYS` older, or more."""
    sold: Quantity
    """Sold and given up to the purchase that it told last; 0 where it told nothing in the period:
    nothing else is held against what was sold."""
    dials: Sequence[DialKnown]
    """Readings of its dial that count, oldest first."""


def meters_known(
    db: Database, which: Asked, meters: Sequence[tuple[int, str]]
) -> dict[int, MeterKnown]:
    """``meters``: keys of allocations, rising, with their accounts."""
    span = meters[0][0], meters[-1][0]
    until = which.until.isoformat()
    last = readings.newest_totals(db, [(one, until) for one, _account in meters])
    still = timedelta(days=STILL_DAYS)
    before = readings.newest_totals(
        db, [(one, (kept.date - still).isoformat()) for one, kept in last.items()]
    )
    sold = _sold(db, which, meters, last, span)
    dials = dial_readings.dials_counted(db, *span, which.until)
    return {
        one: MeterKnown(
            told=_told(last.get(one)),
            told_before=_told(before.get(one)),
            sold=sold.get(one, 0),
            dials=dials.get(one, ()),
        )
        for one, _account in meters
    }


def _told(kept: readings.KeptReadBack | None) -> Told | None:
    if kept is None:
        return None
    back = kept.read_back
    return Told(
        day=kept.date,
        remaining=back.remaining,
        credited=back.total_credited,
        used=back.total_used,
    )


def _sold(
    db: Database,
    which: Asked,
    meters: Sequence[tuple[int, str]],
    last: dict[int, readings.KeptReadBack],
    span: tuple[int, int],
) -> dict[int, Quantity]:
    """Of those that told something in the period, up to the number that they told."""
    numbers = {one: kept.read_back.number for one, kept in last.items() if kept.date >= which.since}
    sold: dict[int, Quantity] = defaultdict(int)
    sold |= usage.sold_up_to(
        db, [(account, one, numbers[one]) for one, account in meters if one in numbers]
    )
    for one, load in compensation.loads_between(db, *span):
        if one in numbers and load.number <= numbers[one]:
            sold[one] += load.quantity
    return sold
