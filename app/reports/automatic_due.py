"""Which files of automatic reports there have to be: of each shift that closed, of each month.

What was chosen when a shift closed counts for that shift, and what was chosen on the last day of a
month for that month; nothing is made of what was before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from peewee import Database

from app.domain.automatic_reports import Occasion, months_ended
from app.domain.identity import Node, Stamp, kiosk_name, milliseconds_of
from app.domain.months import month_after
from app.ledger.automatic_files import DueFile, Mark, Place, mark
from app.ledger.queries import settings
from app.ledger.queries.automatic_reports import (
    Choice,
    Chosen,
    ClosedShift,
    choices,
    chosen,
    closed_after,
)
from app.ledger.queries.shifts import open_shifts


@dataclass(frozen=True)
class _Period:
    """What files of one occasion are about."""

    occasion: Occasion
    name: str
    since: date
    until: date
    whose: str
    """Stands in the file's name: the counter in its life, the shift with it."""


@dataclass(frozen=True)
class Due:
    """What is to be entered."""

    files: tuple[DueFile, ...]
    until: Mark


def local_day(milliseconds: int, zone: ZoneInfo) -> date:
    """The day of a moment, milliseconds since 1970 UTC, where the utility is."""
    return datetime.fromtimestamp(milliseconds // 1000, tz=UTC).astimezone(zone).date()


def due(db: Database, node: Node, epoch: int, now: int | None, places: tuple[Place, ...]) -> Due:
    """Files that are due and not entered yet.

    ``now``: milliseconds since 1970 UTC; None while the clock is not believed: no month ends by it.
    """
    own = [one for one in choices(db) if one.event.node == node]
    before = mark(db)
    zone = ZoneInfo(settings.time_zone(db))
    files: list[DueFile] = []
    closed_by, month = before.closed_by, before.month
    for shift in _closed(db, own, before):
        closed_by = shift.closed_by
        force = chosen(one for one in own if one.event < shift.closed_by)
        files += _files(_of_shift(shift, zone), force, places)
    counter = f"{kiosk_name(node)}-{epoch:02d}"
    for ended in () if now is None else _ended(own, before, local_day(now, zone), zone):
        month = ended
        force = chosen(one for one in own if _day(one.at, zone) < month_after(ended))
        files += _files(_of_month(ended, counter), force, places)
    return Due(tuple(files), Mark(closed_by=closed_by, month=month))


def _closed(db: Database, own: list[Choice], before: Mark) -> Iterator[ClosedShift]:
    first = min((one.event for one in own), default=None)
    if first is not None:
        yield from closed_after(db, max(first, before.closed_by or first))


def _ended(own: list[Choice], before: Mark, today: date, zone: ZoneInfo) -> Iterator[date]:
    if own:
        yield from months_ended(_day(own[0].at, zone), before.month, today)


def _day(at: Stamp, zone: ZoneInfo) -> date:
    return local_day(milliseconds_of(at), zone)


def _of_shift(shift: ClosedShift, zone: ZoneInfo) -> _Period:
    """Its accounting date, and the days on which it was open."""
    accounted = date.fromisoformat(shift.accounting_date)
    return _Period(
        occasion=Occasion.SHIFT_CLOSE,
        name=str(shift.id.to_key()),
        since=min(accounted, _day(shift.opened_at, zone)),
        until=max(accounted, _day(shift.closed_at, zone)),
        whose=str(shift.id),
    )


def _of_month(month: date, counter: str) -> _Period:
    return _Period(
        occasion=Occasion.MONTH_END,
        name=month.isoformat(),
        since=month,
        until=month_after(month) - timedelta(days=1),
        whose=counter,
    )


def _files(period: _Period, force: Chosen, places: tuple[Place, ...]) -> Iterator[DueFile]:
    for which, choice in force.items():
        if which.occasion is not period.occasion or choice.form is None:
            continue
        days = (period.since.isoformat(), period.until.isoformat())
        parts = (which.report, choice.by, *days, period.whose)
        for place in places:
            yield DueFile(
                occasion=which.occasion,
                period=period.name,
                report=which.report,
                place=place,
                form=choice.form,
                by=choice.by,
                since=period.since,
                until=period.until,
                file=f"{'-'.join(part for part in parts if part)}.{choice.form.value}",
            )


def shift_of(one: DueFile) -> int | None:
    """The shift that a file is about, by its key; None: it is about a month."""
    return int(one.period) if one.occasion is Occasion.SHIFT_CLOSE else None


def held_by(db: Database, node: Node, one: DueFile) -> int | None:
    """The operator whose open shift still adds to the month of a file; None: nobody's does."""
    if one.occasion is not Occasion.MONTH_END:
        return None
    for shift in open_shifts(db, node):
        if shift.accounting_date <= one.until:
            return shift.operator
    return None
