"""What was sold, came onto cards and went through meters, region by region.

Each by the day on which it became known: sold on the day of the payment, used on the day on which
a card brought the meter's total back, or the dial was read. A use reaches from one reading of a
meter to the next, so that the uses of all periods add up to what the meter says. Sales count where
the account was then, all else where it is now. Meters that count money are not in it: no volume is
sold to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import msgspec
from peewee import Database

from app.domain.dial_readings import DialKnown, use_between
from app.domain.text import _
from app.ledger.events.master_data import MeterModelSet
from app.ledger.projection.json_words import number_in, text_in
from app.ledger.projection.merging import Row as TableRow
from app.ledger.projection.statements import all_rows
from app.ledger.queries import choices
from app.ledger.queries.dial_readings import JOINED
from app.ledger.queries.reading import marks_for
from app.reports.asked import Asked, month_by_month, months_later
from app.reports.columns import Column, ColumnKind, Row
from app.reports.grouping import summed
from app.reports.listing import pieces
from app.reports.regions_above import (
    LEVELS,
    OF_PURCHASE,
    ancestors,
    keys_of_region,
    region_names,
)
from app.reports.report import Report, Statement
from app.reports.sold import NOT_ON_CARD, SOLD
from app.reports.told_by_meters import (
    DIAL_BEFORE,
    NOW_IN,
    READ_BEFORE,
    READ_WITHIN,
    TELLS,
    USED,
    USED_BEFORE,
)
from app.reports.watch import Watch

_MONTH = "month"
_MONTH_LETTERS = 7
_WAITS = (
    "SELECT purchase.region, purchase.kind, SUM(purchase.quantity) FROM purchase "  # noqa: S608  constants of this house
    f"WHERE {SOLD} AND purchase.id IN ({NOT_ON_CARD}) GROUP BY 1, 2"
)
_LOADED = number_in("compensation.load", "quantity")
# What made good a load that was paid for before, or moved to another meter, is no new water.
_GIVEN = (
    f"SELECT substr(plan.date, 1, {_MONTH_LETTERS}), region.value, allocation.kind, "  # noqa: S608  constants of this house
    f"SUM({_LOADED} - compensation.settles) FROM compensation "
    "JOIN plan ON plan.id = compensation.id "
    f"JOIN allocation ON allocation.id = compensation.allocation {NOW_IN} "
    f"WHERE plan.date BETWEEN ? AND ? AND {text_in('compensation.load', 'kind')} <> 'transfer' "
    f"AND {_LOADED} > 0 AND plan.outcome IS NOT NULL "
    f"AND plan.outcome <> 'not_written' AND compensation.id NOT IN ({NOT_ON_CARD}) GROUP BY 1, 2, 3"
)
_BY_CARDS = (
    f"SELECT region.value, allocation.kind, COUNT(*), SUM({USED} - {USED_BEFORE}) FROM read_back "  # noqa: S608  constants of this house
    f"JOIN allocation ON allocation.id = read_back.allocation {NOW_IN} "
    f"WHERE read_back.date BETWEEN ? AND ? AND {TELLS} AND allocation.model NOT IN ({{0}}) "
    "GROUP BY 1, 2"
)
_BY_DIALS = (
    "SELECT region.value, allocation.kind, allocation.model, dial_reading.dial, "  # noqa: S608  constants of this house
    f"dial_reading.read_on, {DIAL_BEFORE}, {READ_BEFORE} FROM {JOINED} "
    f"JOIN allocation ON allocation.id = dial_reading.allocation {NOW_IN} "
    f"WHERE {READ_WITHIN} AND allocation.model NOT IN ({{0}})"
)


class _Key(msgspec.Struct, frozen=True, order=True):
    """A line: its month, where months are told apart, region and utility kind."""

    month: str
    region: str
    kind: str


@dataclass
class _Water:
    """Volumes in thousandths, and how many readings they come from."""

    sold: int = 0
    given: int = 0
    waits: int = 0
    """Sold, and not on a card as far as is known."""
    cards: int = 0
    by_cards: int = 0
    dials: int = 0
    by_dials: int = 0

    @property
    def loaded(self) -> int:
        """What came onto cards."""
        return self.sold - self.waits + self.given


def _columns(which: Asked) -> tuple[Column, ...]:
    months = (Column("month", _("Month"), ColumnKind.TEXT),) if which.by == _MONTH else ()
    return (
        *months,
        Column("region", _("Region"), ColumnKind.TEXT),
        Column("name", _("Name"), ColumnKind.TEXT),
        Column("utility", _("Kind"), ColumnKind.TEXT),
        Column("sold", _("Sold"), ColumnKind.VOLUME),
        Column("given", _("Given free"), ColumnKind.VOLUME),
        Column("loaded", _("On cards"), ColumnKind.VOLUME),
        Column("cards", _("Cards read"), ColumnKind.COUNT, summed=True),
        Column("by_cards", _("Used by cards"), ColumnKind.VOLUME),
        Column("unused", _("Cards less used"), ColumnKind.VOLUME),
        Column("dials", _("Dials read"), ColumnKind.COUNT, summed=True),
        Column("by_dials", _("Used by dials"), ColumnKind.VOLUME),
        Column("difference", _("Dials less cards"), ColumnKind.VOLUME),
    )


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    names = region_names(db)
    for key, one in sorted(_Balance(db, which, watch).made().items(), key=_place):
        months = (key.month,) if which.by == _MONTH else ()
        yield (
            *months,
            key.region,
            names.get(key.region, ""),
            key.kind,
            one.sold,
            one.given,
            one.loaded,
            one.cards,
            one.by_cards,
            one.loaded - one.by_cards,
            one.dials,
            one.by_dials,
            one.by_dials - one.by_cards,
        )


def _place(line: tuple[_Key, _Water]) -> tuple[str, str, str]:
    key, _one = line
    return key.month, key.region.zfill(20), key.kind


class _Balance:
    """Gathers the lines: month by month, set-wise; dials one by one, for their registers turn."""

    def __init__(self, db: Database, which: Asked, watch: Watch) -> None:
        self._db = db
        self._which = which
        self._watch = watch
        self._above = ancestors(db, LEVELS[which.by]) if which.by in LEVELS else {}
        self._models = {one.model: one for one in choices.meter_models(db)}
        money = (one.model for one in self._models.values() if one.charging.counts_money)
        self._money = ["", *money]  # an empty list, in SQL, is a list in which nothing is not
        self._found: dict[_Key, _Water] = {}

    def made(self) -> dict[_Key, _Water]:
        """All of it. Raises ReportCancelled."""
        months = list(month_by_month(self._which))
        for done, month in enumerate(months):
            self._watch.step(done, len(months))
            self._add_month(month)
        self._add_given()
        self._add_dials()
        self._watch.step(len(months), len(months))
        return self._found

    def _add_month(self, which: Asked) -> None:
        month = which.since.isoformat()
        for key, sums in summed(self._db, which, OF_PURCHASE, Watch()).items():
            self._line(month, key.group, key.kind).sold += sums.volume
        for region, kind, volume in all_rows(self._db, _WAITS, which.days):
            self._line(month, region, kind).waits += volume
        sql = _BY_CARDS.format(marks_for(self._money))
        for region, kind, cards, used in all_rows(self._db, sql, (*which.days, *self._money)):
            one = self._line(month, region, kind)
            one.cards += cards
            one.by_cards += used

    def _add_given(self) -> None:
        for month, region, kind, volume in all_rows(self._db, _GIVEN, self._which.days):
            self._line(month, region, kind).given += volume

    def _add_dials(self) -> None:
        first, last = self._which.days
        sql = _BY_DIALS.format(marks_for(self._money))
        statement = Statement(sql, (first, first, last, *self._money))
        asks = Watch(given_up=self._watch.given_up)
        for piece in pieces(self._db, statement, asks):
            for row in piece:
                self._add_dial(row)

    def _add_dial(self, row: TableRow) -> None:
        region, kind, model, dial, read_on, before, read_before = row
        one = self._line(read_on, region, kind)
        one.dials += 1
        one.by_dials += _use(self._models.get(model), _known(before, read_before), dial, read_on)

    def _line(self, day: str, region: object, kind: str) -> _Water:
        number = "" if region is None else str(region)
        month = day[:_MONTH_LETTERS] if self._which.by == _MONTH else ""
        key = _Key(month, self._above.get(number, number), kind)
        return self._found.setdefault(key, _Water())


def _known(dial: int, read_on: str) -> DialKnown:
    return DialKnown(dial=dial, read_on=date.fromisoformat(read_on))


def _use(model: MeterModelSet | None, before: DialKnown, dial: int, read_on: str) -> int:
    return use_between(
        before,
        _known(dial, read_on),
        digits=None if model is None else model.dial_digits,
        largest_flow=None if model is None else model.largest_flow,
    )


def _behind(db: Database, which: Asked, row: Row) -> Statement:
    if which.by != _MONTH:
        return keys_of_region(db, which, str(row[0]), str(row[2]))
    first = date.fromisoformat(f"{row[0]}-01")
    month = msgspec.structs.replace(
        which,
        since=max(which.since, first),
        until=min(which.until, date.fromordinal(months_later(first, 1).toordinal() - 1)),
    )
    return keys_of_region(db, month, str(row[1]), str(row[3]))


WATER_BALANCE = Report(
    name="water-balance",
    title=_("Water balance"),
    about=_("Volume sold, put on cards, and used as cards and dials told it on these days."),
    columns=_columns,
    rows=_rows,
    by=("region", *LEVELS, _MONTH),
    behind=_behind,
    plot="difference",
)
