"""Customers who are unusual: one line for each reason, with what was found and what was expected.

Meter by meter, in the order of their allocations; then, class by class, those that buy far more or
less than others of their class, which is known when all were looked at. Meters that count money are
not looked at: their credit is no volume.
"""

from __future__ import annotations

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
    Bought,
    DialUse,
    Finding,
    MeterUse,
    Why,
    findings,
)
from app.ledger.events.master_data import MeterModelSet
from app.ledger.projection.statements import all_rows, stream
from app.ledger.queries import choices
from app.ledger.queries.accounts import DIAL, METER_NUMBER
from app.ledger.queries.reading import day_of, marks_for, value
from app.reports.asked import Asked
from app.reports.class_usage import ClassUsage
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
_NAMED = f"SELECT id, account, {METER_NUMBER}, kind FROM allocation WHERE id IN ({{0}})"  # noqa: S608  constants of this house


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
    for piece in looked.at_meters():
        known = meters_known(db, which, [(one.allocation, one.account) for one in piece])
        for one in piece:
            for found in findings(looked.use_of(one, known[one.allocation])):
                yield _row(one.account, one.meter, one.kind, found)
    for meters in looked.at_classes():
        marks = marks_for(meters)
        named = all_rows(db, _NAMED.format(marks), [one for one, _found in meters])
        of = {key: (account, meter, kind) for key, account, meter, kind in named}
        for key, found in meters:
            yield _row(*of[key], found)


def _row(account: str, meter: str, kind: str, found: Finding) -> Row:
    return (account, meter, kind, _WHY[found.why], *_figures(found))


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
        self._classes = ClassUsage()
        self._count = int(value(db, "SELECT COUNT(*) FROM allocation"))

    def at_meters(self) -> Iterator[list[_Meter]]:
        """Meters in service on the last day, some at a time."""
        first, last = self._which.days
        past = self._past.isoformat()
        values = (first, first, past, *(last,) * 5, *self._money)
        cursor = stream(self._db, _METERS.format(marks_for(self._money)), values)
        done = 0
        while piece := list(map(_Meter._make, islice(cursor, _PIECE))):
            self._watch.step(min(done, self._count), self._count)
            yield piece
            done += len(piece)

    def at_classes(self) -> Iterator[list[tuple[int, Finding]]]:
        """Of those looked at, some at a time: who is not as its class, by keys of allocations."""
        for piece in self._classes.findings(_PIECE):
            self._watch.step(self._count, self._count)
            if piece:
                yield piece

    def use_of(self, one: _Meter, known: MeterKnown) -> MeterUse:
        """All that is on record of it; what it bought is kept for its class."""
        began = date.fromisoformat(one.began)
        now = self._bought_now(began, one)
        self._classes.add((one.tariff_class, one.kind), one.allocation, now)
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
            told=known.told,
            told_before=known.told_before,
            sold=known.sold,
            dials=tuple(self._dials(one, DialKnown(dial=one.dial, read_on=began), known.dials)),
        )

    def _bought_now(self, began: date, one: _Meter) -> Bought:
        days = (self._which.until - max(self._which.since, began)).days + 1
        return Bought(days=days, volume=int(one.volume_now or 0), purchases=one.purchases_now)

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
