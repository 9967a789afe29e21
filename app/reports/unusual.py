"""Customers who are unusual: one line for each reason, with what was found and what was expected.

Meter by meter, in the order of their allocations. What customers of a class buy is found first, in
a pass of its own; of each meter one number is kept for it. Meters that count money are not looked
at: their credit is no volume.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from peewee import Database

from app.domain.dial_readings import DialKnown, use_between
from app.domain.quantity import Quantity, divide_rounded
from app.domain.text import _
from app.domain.unusual_use import (
    PAST_DAYS,
    STILL_DAYS,
    Bought,
    DialUse,
    Finding,
    MeterUse,
    Why,
    findings,
    middle_of,
)
from app.ledger.events.master_data import MeterModelSet
from app.ledger.projection.merging import Row as TableRow
from app.ledger.projection.statements import stream
from app.ledger.queries import choices
from app.ledger.queries.accounts import DIAL, METER_NUMBER
from app.ledger.queries.reading import day_of, marks_for, value
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.metered import IN_SERVICE
from app.reports.meters_known import MeterKnown, meters_known
from app.reports.report import Report, Statement
from app.reports.sold import NEWEST_FIRST, SOLD
from app.reports.watch import Watch

_PIECE = 500
_WHOLE = 1000
_WHY = {
    Why.MORE_THAN_BEFORE: _("Buys far more than before, a month"),
    Why.LESS_THAN_BEFORE: _("Buys far less than before, a month"),
    Why.MORE_THAN_CLASS: _("Buys far more than others of its class, a month"),
    Why.LESS_THAN_CLASS: _("Buys far less than others of its class, a month"),
    Why.LOW_USE: _("Low use, a month"),
    Why.NOT_SOLD: _("Meter has more credit than was sold"),
    Why.NOT_CREDITED: _("Meter has less credit than was sold"),
    Why.STANDS_STILL: _("Meter has credit and counts nothing"),
    Why.DIAL_STILL: _("Dial stands still while credit is used"),
    Why.DIAL_AHEAD: _("Dial shows more use than the card"),
    Why.DIAL_BEHIND: _("Dial shows less use than the card"),
}
_LOOKED_AT = f"WHERE allocation.began <= ? AND {IN_SERVICE} AND allocation.model NOT IN ({{0}})"
"""With the last day four times."""
_CLASS = (
    "COALESCE(CAST(allocation.tariff_class AS TEXT), (SELECT class.value FROM account_field class "
    "WHERE class.account = allocation.account AND class.field = 'tariff_class'))"
)
# One look at the index for each account: how long its purchases are does not matter.
_PURCHASES = (
    "JOIN purchase ON purchase.account = allocation.account "
    f"AND purchase.allocation = allocation.id AND {SOLD} "
)
_NOW = "CASE WHEN purchase.date >= ? THEN {0} END"
_METERS = (
    f"SELECT allocation.id, allocation.account, {METER_NUMBER}, allocation.model, "  # noqa: S608  constants of this house
    f"allocation.kind, allocation.began, {DIAL}, {_CLASS}, "
    f"SUM({_NOW.format('purchase.quantity')}), COUNT({_NOW.format('1')}), "
    "SUM(purchase.quantity), COUNT(purchase.id), MIN(purchase.date), MAX(purchase.date) "
    f"FROM allocation LEFT {_PURCHASES}{_LOOKED_AT} "
    "GROUP BY allocation.id ORDER BY allocation.id"
)
# What was bought in a period lies together by its day; by meter, it lies everywhere.
_OF_CLASS = (
    "WITH bought AS (SELECT purchase.allocation, purchase.account, "  # noqa: S608  constants of this house
    f"SUM(purchase.quantity) AS volume FROM purchase WHERE {SOLD} "
    f"GROUP BY purchase.allocation, purchase.account) SELECT {_CLASS}, allocation.kind, "
    f"allocation.began, bought.volume FROM bought CROSS JOIN allocation {_LOOKED_AT} "
    "AND allocation.id = bought.allocation AND allocation.account = bought.account"
)


class _Meter(NamedTuple):
    """A row of the statement."""

    allocation: int
    account: str
    meter: str
    model: str
    kind: str
    began: str
    dial: int
    tariff_class: str | None
    volume_now: int | None
    purchases_now: int
    volume: int | None
    """Of the period and the past together."""
    purchases: int
    first: str | None
    last: str | None


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("account", _("Account"), ColumnKind.TEXT),
        Column("meter", _("Meter"), ColumnKind.TEXT),
        Column("utility", _("Kind"), ColumnKind.TEXT),
        Column("why", _("Why"), ColumnKind.TEXT),
        Column("found", _("Found"), ColumnKind.VOLUME),
        Column("expected", _("Expected"), ColumnKind.VOLUME),
        Column("difference", _("Difference"), ColumnKind.VOLUME),
        Column("share", _("In percent"), ColumnKind.SHARE),
    )


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    looked = _Looking(db, which, watch)
    looked.at_classes()
    for piece in looked.at_meters():
        known = meters_known(db, which, [(one.allocation, one.account) for one in piece])
        for one in piece:
            for found in findings(looked.use_of(one, known[one.allocation])):
                yield (one.account, one.meter, one.kind, _WHY[found.why], *_figures(found))


def _figures(found: Finding) -> tuple[int, int, int, int | None]:
    difference = found.found - found.expected
    share = divide_rounded(difference * _WHOLE, found.expected) if found.expected > 0 else None
    return found.found, found.expected, difference, share


class _Looking:
    """One look at all meters."""

    def __init__(self, db: Database, which: Asked, watch: Watch) -> None:
        self._db = db
        self._which = which
        self._watch = watch
        self._past = which.since - timedelta(days=PAST_DAYS)
        self._models = {one.model: one for one in choices.meter_models(db)}
        money = (one.model for one in self._models.values() if one.charging.counts_money)
        self._money = ["", *money]  # an empty list, in SQL, is a list in which nothing is not
        self._typical: dict[tuple[str | None, str], Quantity | None] = {}
        self._count = int(value(db, "SELECT COUNT(*) FROM allocation"))

    def at_classes(self) -> None:
        """What the middle customer of each class buys."""
        first, last = self._which.days
        monthly: dict[tuple[str | None, str], array[int]] = defaultdict(lambda: array("q"))
        sql = _OF_CLASS.format(marks_for(self._money))
        for piece in self._each(sql, (first, *(last,) * 5, *self._money), 0):
            for tariff_class, kind, began, volume in piece:
                bought = self._bought_now(began, volume, 0)
                if bought.days >= STILL_DAYS:
                    monthly[tariff_class, kind].append(bought.monthly)
        self._typical = {key: middle_of(sorted(found)) for key, found in monthly.items()}

    def at_meters(self) -> Iterator[list[_Meter]]:
        """Meters in service on the last day, some at a time."""
        first, last = self._which.days
        past = self._past.isoformat()
        values = (first, first, past, *(last,) * 5, *self._money)
        sql = _METERS.format(marks_for(self._money))
        for piece in self._each(sql, values, self._count):
            yield list(map(_Meter._make, piece))
        self._watch.step(2 * self._count, 2 * self._count)

    def _each(self, sql: str, values: tuple[object, ...], done: int) -> Iterator[list[TableRow]]:
        """Rows of a pass, of which there are two."""
        cursor = stream(self._db, sql, values)
        while piece := list(islice(cursor, _PIECE)):
            self._watch.step(min(done, 2 * self._count), 2 * self._count)
            yield piece
            done += len(piece)

    def use_of(self, one: _Meter, known: MeterKnown) -> MeterUse:
        """All that is on record of it."""
        began = date.fromisoformat(one.began)
        now = self._bought_now(one.began, one.volume_now, one.purchases_now)
        past = Bought(
            days=max(0, (self._which.since - max(self._past, began)).days),
            volume=int(one.volume or 0) - now.volume,
            purchases=one.purchases - one.purchases_now,
        )
        return MeterUse(
            since=self._which.since,
            now=now,
            past=past,
            first_bought=day_of(one.first),
            last_bought=day_of(one.last),
            typical=self._typical.get((one.tariff_class, one.kind)),
            told=known.told,
            told_before=known.told_before,
            sold=known.sold,
            dials=tuple(self._dials(one, DialKnown(dial=one.dial, read_on=began), known.dials)),
        )

    def _bought_now(self, began: str, volume: int | None, purchases: int) -> Bought:
        first = max(self._which.since, date.fromisoformat(began))
        days = (self._which.until - first).days + 1
        return Bought(days=days, volume=int(volume or 0), purchases=purchases)

    def _dials(
        self, one: _Meter, at_first: DialKnown, known: Sequence[DialKnown]
    ) -> Iterator[DialUse]:
        model, used, before = self._models.get(one.model), 0, at_first
        for dial in known:
            used += _use(model, before, dial)
            yield DialUse(day=dial.read_on, used=used)
            before = dial


def _use(model: MeterModelSet | None, before: DialKnown, after: DialKnown) -> Quantity:
    return use_between(
        before,
        after,
        digits=None if model is None else model.dial_digits,
        largest_flow=None if model is None else model.largest_flow,
    )


def _behind(_db: Database, which: Asked, row: Row) -> Statement:
    return Statement(
        "SELECT purchase.id, purchase.allocation FROM purchase "  # noqa: S608  constants of this house
        "JOIN allocation ON allocation.id = purchase.allocation "
        f"WHERE purchase.account = ? AND {METER_NUMBER} = ? AND {SOLD} {NEWEST_FIRST}",
        (row[0], row[1], *which.days),
    )


UNUSUAL = Report(
    name="unusual",
    title=_("Unusual customers"),
    about=_("Who bought far more or less than expected, and meters that do not fit what was sold."),
    columns=_columns,
    rows=_rows,
    behind=_behind,
    plot="difference",
)
