"""Credit that was paid for and is not used yet: what the utility still has to deliver.

For each meter in service at the end of the last day: what its newest read-back until then said was
left, as of that read-back's day, and what was bought or given since, which that read-back does not
know of. What flowed since is known to nobody: unused is at most that much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from peewee import Database

from app.domain.text import _
from app.ledger.projection.statements import all_rows
from app.ledger.queries import settings
from app.ledger.queries.reading import marks_for, value
from app.reports.asked import Asked
from app.reports.columns import Cell, Column, ColumnKind, Row
from app.reports.metered import IN_SERVICE, NEWEST_PLAN, meter_of, money_models
from app.reports.report import Report, Statement
from app.reports.sold import NEVER_WRITTEN
from app.reports.watch import Watch

REGION, KIND, METER = "region", "kind", "meter"
_PIECE = 25_000
"""Meters between two words of how far it is; for each piece, the refunds there are are read."""
_END = (
    "SELECT MAX(id) FROM (SELECT id FROM allocation WHERE id > ? ORDER BY id LIMIT ? + 0) AS piece"
)
_METERS = (
    "WITH piece AS (SELECT id, account, kind, "  # noqa: S608  constants of this house
    f"{meter_of('allocation')} AS meter, "
    "CASE WHEN model IN ({}) THEN 1 ELSE 0 END AS in_money FROM allocation "
    f"WHERE id > ? AND id <= ? AND began <= ? AND {IN_SERVICE}), "
    # The newest reading until the last day; the newest of all mostly is it.
    "known AS (SELECT piece.*, CASE WHEN last.date <= ? THEN last.event ELSE "
    "(SELECT one.event FROM read_back one WHERE one.allocation = piece.id AND one.date <= ? "
    "ORDER BY one.at DESC, one.event DESC LIMIT 1) END AS reading FROM piece "
    "LEFT JOIN last_reading last ON last.allocation = piece.id), "
    "told AS (SELECT known.*, COALESCE(read_back.number, 0) AS number, read_back.date AS date, "
    "COALESCE(read_back.total_credited, 0) AS loaded, "
    "COALESCE(read_back.remaining, 0) AS remaining, "
    "(SELECT region.value FROM account_field region WHERE region.account = known.account "
    "AND region.field = 'region') AS region FROM known LEFT JOIN read_back "
    "ON read_back.event = known.reading AND read_back.allocation = known.id) "
)
_UNTIL_IN_METERS = 6
_BOUGHT = (
    "purchase.allocation = told.id AND purchase.number > told.number AND purchase.date <= ? "  # noqa: S608  constants of this house
    f"AND purchase.total IS NOT NULL AND purchase.id NOT IN ({NEVER_WRITTEN}) "
    "AND NOT EXISTS (SELECT 1 FROM refund WHERE refund.purchase = purchase.id "
    "AND refund.allocation = purchase.allocation AND refund.cancelled IS NOT NULL "
    "AND refund.refuted IS NULL AND refund.date <= ?)"
)
_SINCE = (
    "COALESCE((SELECT SUM(CASE WHEN told.in_money = 1 THEN purchase.money "  # noqa: S608  constants of this house
    f"ELSE purchase.quantity END) FROM purchase WHERE {_BOUGHT}), 0) + "
    "COALESCE((SELECT SUM(given.credit) FROM compensation given "
    f"JOIN plan done ON done.id = {NEWEST_PLAN} AND done.outcome = 'happened' "
    "WHERE given.allocation = told.id AND given.number > told.number AND done.date <= ?), 0)"
)
_UNTIL_IN_SINCE = 3
_OWED = (
    "(SELECT CASE WHEN SUM(credit_owed.quantity) > 0 THEN SUM(credit_owed.quantity) ELSE 0 END "
    "FROM credit_owed WHERE credit_owed.account = told.account "
    "AND credit_owed.allocation = told.id)"
)
_GROUPED = (
    f"{_METERS}SELECT {{}}, kind, in_money, COUNT(*), COUNT(date), MIN(date), MAX(date), "  # noqa: S608  constants of this house
    "SUM(loaded), SUM(remaining), SUM(since), SUM(owed) "
    "FROM (SELECT told.*, "
    f"{_SINCE} AS since, {_OWED} AS owed FROM told) AS counted GROUP BY {{}}, kind, in_money"
)
_EACH = (
    f"{_METERS}SELECT account, meter, kind, in_money, date, loaded, remaining, "  # noqa: S608  constants of this house
    f"{_SINCE}, {_OWED} FROM told ORDER BY id"
)
_BEHIND = (
    f"{_METERS}SELECT purchase.id, purchase.allocation FROM told JOIN purchase "  # noqa: S608  constants of this house
    f"ON {_BOUGHT} WHERE {{}} ORDER BY purchase.date DESC, purchase.id DESC"
)
_ALL = (1 << 63) - 1
_NONE: tuple[Cell, ...] = (None,) * 6
"""In place of a credit's figures."""


class _Key(NamedTuple):
    """What a row is about. Volumes of two kinds, and money in meters, are never added."""

    group: str
    kind: str
    in_money: bool


@dataclass
class _Credit:
    """Credit of meters, as they count it."""

    loaded: int = 0
    """What the meters took, by their read-backs."""
    used: int = 0
    remaining: int = 0
    since: int = 0
    """Bought or given since their read-backs."""
    owed: int = 0
    unused: int = 0

    def figures(self) -> tuple[int, ...]:
        """All of them."""
        return self.loaded, self.used, self.remaining, self.since, self.owed, self.unused


@dataclass
class _Meters:
    """Meters of a group."""

    count: int = 0
    told: int = 0
    oldest: str | None = None
    newest: str | None = None


def _figures(loaded: int, remaining: int, since: int, owed: int) -> tuple[int, ...]:
    """Those of a credit, in its order."""
    return loaded, loaded - remaining, remaining, since, owed, remaining + since + owed


def _cells(figures: tuple[int, ...], *, in_money: bool) -> tuple[Cell, ...]:
    """Under volume, or under money."""
    return _NONE + figures if in_money else figures + _NONE


def _columns(which: Asked) -> tuple[Column, ...]:
    text, count = ColumnKind.TEXT, ColumnKind.COUNT
    head: tuple[Column, ...] = (
        Column("account", _("Account"), text),
        Column("meter", _("Meter"), text),
        Column("utility", _("Kind"), text),
        Column("told", _("Told on"), ColumnKind.DATE, apart=True),
    )
    if which.by != METER:
        title = _("Region") if which.by == REGION else _("Utility kind")
        head = (
            Column(which.by, title, text),
            Column("name", _("Name"), text),
            Column("utility", _("Kind"), text),
            Column("oldest", _("Told from"), ColumnKind.DATE, apart=True),
            Column("newest", _("Told to"), ColumnKind.DATE, apart=True),
            Column("meters", _("Meters"), count, summed=True),
            Column("silent", _("Never told"), count, summed=True),
        )
    names = (
        ("loaded", _("Taken"), _("Taken in money")),
        ("used", _("Used"), _("Used in money")),
        ("remaining", _("Left"), _("Left in money")),
        ("since", _("Bought since"), _("Since, in money")),
        ("owed", _("Owed"), _("Owed in money")),
        ("unused", _("Unused"), _("Unused in money")),
    )
    volumes = [Column(name, title, ColumnKind.VOLUME) for name, title, _money in names]
    money = [
        Column(f"{name}_money", title, ColumnKind.MONEY, summed=True)
        for name, _volume, title in names
    ]
    return (*head, *volumes, *money)


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    if which.by == METER:
        yield from _each(db, which, watch)
        return
    groups: dict[_Key, tuple[_Meters, _Credit]] = {}
    for values in _pieces(db, which, watch):
        column = which.by
        sql = _GROUPED.format(_marks(db), column, column)
        for group, kind, in_money, *figures in all_rows(db, sql, values):
            key = _Key(str(group or ""), kind, bool(in_money))
            _add(groups.setdefault(key, (_Meters(), _Credit())), figures)
    names = _names(db) if which.by == REGION else {}
    for key, (meters, credit) in sorted(groups.items(), key=lambda one: _in_order(one[0])):
        yield (
            *(key.group, names.get(key.group, ""), key.kind, meters.oldest, meters.newest),
            *(meters.count, meters.count - meters.told),
            *_cells(credit.figures(), in_money=key.in_money),
        )


def _in_order(key: _Key) -> tuple[str, str, bool]:
    return (key.group.zfill(20), key.kind, key.in_money)


def _names(db: Database) -> dict[str, str]:
    return {str(one.region): one.name for one in settings.all_regions(db)}


def _add(into: tuple[_Meters, _Credit], figures: list[int | str | None]) -> None:
    meters, credit = into
    count, told, oldest, newest, *sums = figures
    meters.count += int(count or 0)
    meters.told += int(told or 0)
    days = [str(day) for day in (meters.oldest, meters.newest, oldest, newest) if day]
    meters.oldest, meters.newest = (min(days), max(days)) if days else (None, None)
    more = _figures(*(int(one or 0) for one in sums))
    for name, figure in zip(vars(credit), more, strict=True):
        setattr(credit, name, getattr(credit, name) + figure)


def _each(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    for values in _pieces(db, which, watch):
        sql = _EACH.format(_marks(db))
        for account, meter, kind, in_money, day, loaded, left, since, owed in all_rows(
            db, sql, values
        ):
            figures = _figures(loaded, left, since, owed)
            yield (account, meter, kind, day, *_cells(figures, in_money=in_money))


def _marks(db: Database) -> str:
    return marks_for(money_models(db))


def _pieces(db: Database, which: Asked, watch: Watch) -> Iterator[tuple[object, ...]]:
    """What is bound for each piece of all meters."""
    models, until = tuple(money_models(db)), which.until.isoformat()
    of = -(-int(value(db, "SELECT COUNT(*) FROM allocation")) // _PIECE)
    after, done = -1, 0
    while (upto := value(db, _END, (after, _PIECE))) is not None:
        watch.step(done, max(of, done))
        yield (*models, after, upto, *((until,) * (_UNTIL_IN_METERS + _UNTIL_IN_SINCE)))
        after, done = upto, done + 1
    watch.step(of, of)


def _behind(db: Database, which: Asked, row: Row) -> Statement:
    """What was bought since the read-backs of a row's meters."""
    in_money = row[-1] is not None
    until = (which.until.isoformat(),) * (_UNTIL_IN_METERS + _UNTIL_IN_SINCE - 1)
    values = (*money_models(db), -1, _ALL, *until)
    keys: tuple[object, ...] = row[:3]
    if which.by == METER:
        condition = "told.account = ? AND told.meter = ? AND told.kind = ?"
    else:
        condition = f"COALESCE(told.{which.by}, '') = ? AND told.kind = ? AND told.in_money = ?"
        keys = (row[0], row[2], int(in_money))
    sql = _BEHIND.format(_marks(db), condition)
    return Statement(sql, (*values, *keys))


UNUSED_CREDIT = Report(
    name="unused-credit",
    title=_("Unused prepaid credit"),
    about=_("Credit bought and not used at the end of the last day, as of each meter's reading."),
    columns=_columns,
    rows=_rows,
    by=(REGION, KIND, METER),
    behind=_behind,
    plot="unused",
)
