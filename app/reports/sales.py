"""Sales by day, month or year, beside the same period before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
from peewee import Database

from app.domain.quantity import divide_rounded
from app.domain.text import _
from app.reports.asked import Asked, months_between, months_later
from app.reports.columns import Column, ColumnKind, Row
from app.reports.grouping import Grouping, Key, Sums, in_order, keys_behind, summed
from app.reports.report import Report, Statement
from app.reports.watch import Watch

DAY, MONTH, YEAR = "day", "month", "year"
_LETTERS = {DAY: 10, MONTH: 7, YEAR: 4}
"""Of a date that name the day, the month, the year."""
_WHOLE = 1000
_YEAR = 12


def _columns(which: Asked) -> tuple[Column, ...]:
    titles = {DAY: _("Day"), MONTH: _("Month"), YEAR: _("Year")}
    return (
        Column(which.by, titles[which.by], ColumnKind.TEXT),
        Column("utility", _("Kind"), ColumnKind.TEXT),
        Column("purchases", _("Purchases"), ColumnKind.COUNT, summed=True),
        Column("volume", _("Volume"), ColumnKind.VOLUME),
        Column("charged", _("Charged"), ColumnKind.MONEY, summed=True),
        Column("refunds", _("Refunds"), ColumnKind.COUNT, summed=True),
        Column("refunded", _("Refunded"), ColumnKind.MONEY, summed=True),
        Column("net", _("Net"), ColumnKind.MONEY, summed=True),
        Column("before", _("Net before"), ColumnKind.MONEY, summed=True),
        Column("change", _("Change"), ColumnKind.SHARE),
    )


def earlier(which: Asked) -> Asked:
    """The same period before: by day the one just before it, else a year, or years, earlier."""
    if which.by == DAY and not which.whole_months:
        length = (which.until - which.since).days + 1
        return msgspec.structs.replace(
            which,
            since=which.since - timedelta(days=length),
            until=which.since - timedelta(days=1),
        )
    months = _months(which)
    until = which.until
    last = months_later(until, -months)
    if which.whole_months:  # the last of a month stands against the last of the other
        last = months_later(until.replace(day=1), 1 - months) - timedelta(days=1)
    return msgspec.structs.replace(which, since=months_later(which.since, -months), until=last)


def _months(which: Asked) -> int:
    """How many months lie between a month and the one that it stands beside."""
    months = months_between(which.since, which.until) + 1
    return months if which.by == DAY else -(-months // _YEAR) * _YEAR


def _later(group: str, which: Asked) -> str:
    """The day, month or year beside which an earlier one stands."""
    letters = _LETTERS[which.by]
    if which.by == DAY and not which.whole_months:
        length = (which.until - which.since).days + 1
        return (date.fromisoformat(group) + timedelta(days=length)).isoformat()
    first = date.fromisoformat(group + "2000-01-01"[letters:])
    return months_later(first, _months(which)).isoformat()[:letters]


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    grouping = _grouping(which)
    now = summed(db, which, grouping, watch)
    before: dict[Key, int] = {}
    for key, sums in summed(db, earlier(which), grouping, watch).items():
        beside = Key(_later(key.group, which), key.kind)
        before[beside] = before.get(beside, 0) + sums.net
        now.setdefault(beside, Sums())
    for key, one in in_order(now):
        was = before.get(key, 0)
        change = None if not was else divide_rounded((one.net - was) * _WHOLE, was)
        yield (
            key.group,
            key.kind,
            one.purchases,
            one.volume,
            one.charged,
            one.refunds,
            one.refunded,
            one.net,
            was,
            change,
        )


def _grouping(which: Asked) -> Grouping:
    letters = _LETTERS[which.by]
    return Grouping(
        expression=f"substr(purchase.date, 1, {letters})",
        back=f"substr(refund.date, 1, {letters})",
    )


def _behind(_db: Database, which: Asked, row: Row) -> Statement:
    return Statement(keys_behind(_grouping(which)), (*which.days, row[0], row[1]))


SALES = Report(
    name="sales",
    title=_("Sales"),
    about=_("What was sold and refunded, beside the same period before."),
    columns=_columns,
    rows=_rows,
    by=(DAY, MONTH, YEAR),
    behind=_behind,
    plot="charged",
)
