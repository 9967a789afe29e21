"""Meter makers and the stock of meters: what was received, and what of it is still there."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.domain.meter_stock import MeterRange, StockAnswer, StockRule
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import day_of, first, value


class MeterMaker(msgspec.Struct, frozen=True, kw_only=True):
    """A meter maker."""

    maker: str
    name: str
    closed: bool


class StockedRange(MeterRange, frozen=True, kw_only=True):
    """Meters received together, and how many of them were given to an account since."""

    size: str
    seal: str
    received: date
    allocated: int

    @property
    def left(self) -> int:
        """How many are in stock."""
        return self.count - self.allocated


def makers(db: Database) -> list[MeterMaker]:
    """All makers by short name."""
    rows = execute(db, "SELECT maker, name, closed FROM meter_maker ORDER BY maker")
    return [MeterMaker(maker=row[0], name=row[1], closed=bool(row[2])) for row in rows]


def maker(db: Database, short: str) -> MeterMaker | None:
    """A maker by short name."""
    row = first(db, "SELECT maker, name, closed FROM meter_maker WHERE maker = ?", (short,))
    return None if row is None else MeterMaker(maker=row[0], name=row[1], closed=bool(row[2]))


def rule(db: Database) -> StockRule:
    """The stock's rule; one that accepts all where none was set."""
    row = first(db, "SELECT outside, expired FROM stock_rule")
    if row is None:
        return StockRule()
    return StockRule(outside=StockAnswer(row[0]), expired=StockAnswer(row[1]))


# What was received under its own name, less what was taken back.
_RANGES = (
    "(SELECT came.event, came.at, came.first AS came_first, came.last AS came_last, "
    "CASE WHEN cut.delivery IS NULL THEN came.first ELSE cut.first END AS first, "
    "CASE WHEN cut.delivery IS NULL THEN came.last ELSE cut.last END AS last, "
    "came.model, came.size, came.seal, came.verified_until, came.received "
    "FROM meter_range came LEFT JOIN meter_range_left cut ON cut.delivery = came.event "
    "WHERE cut.delivery IS NULL OR cut.first IS NOT NULL) AS meter_range"
)


class MeterDelivery(MeterRange, frozen=True, kw_only=True):
    """What is left of meters received together, and how they came."""

    event: EventId
    came_first: str
    came_last: str


def ranges_around(db: Database, lowest: str, highest: str) -> list[MeterDelivery]:
    """Received ranges that share a number with one of as many digits."""
    rows = execute(
        db,
        "SELECT first, last, model, verified_until, event, came_first, came_last "  # noqa: S608  constants
        f"FROM {_RANGES} WHERE first <= ? AND last >= ? AND LENGTH(first) = ? ORDER BY at, event",
        (highest, lowest, len(lowest)),
    )
    return [
        MeterDelivery(
            first=row[0],
            last=row[1],
            model=row[2],
            verified_until=day_of(row[3]),
            event=EventId.from_key(row[4]),
            came_first=row[5],
            came_last=row[6],
        )
        for row in rows
    ]


def range_of(db: Database, meter: str) -> MeterRange | None:
    """The range that a meter came with; the first of several."""
    found = ranges_around(db, meter, meter)
    return found[0] if found else None


def count(db: Database, model: str | None) -> int:
    """Ranges received, of a model or of all."""
    where, params = _of_model(model)
    return int(value(db, f"SELECT COUNT(*) FROM {_RANGES} {where}", params))  # noqa: S608  constants


# A number that was put right counts in place of the wrong one; what was never written, not at all.
_GIVEN = """
    SELECT meter FROM allocation
    WHERE meter BETWEEN {first} AND {last} AND LENGTH(meter) = LENGTH({first})
    AND NOT EXISTS (
        SELECT 1 FROM allocation_field field
        WHERE field.allocation = allocation.id AND field.field = 'meter')
    AND NOT EXISTS (
        SELECT 1 FROM plan WHERE plan.subject = allocation.id AND plan.outcome = 'not_written')
    UNION
    SELECT value FROM allocation_field
    WHERE field = 'meter' AND value BETWEEN {first} AND {last}
    AND LENGTH(value) = LENGTH({first})"""
_ALLOCATED = "(SELECT COUNT(*) FROM ({}) AS given)".format(  # noqa: S608  constants
    _GIVEN.format(first="meter_range.first", last="meter_range.last")
)
_LOWEST = "SELECT MIN(meter) FROM ({}) AS given".format(  # noqa: S608  constants
    _GIVEN.format(first="?", last="?")
)


def lowest_allocated(db: Database, lowest: str, highest: str) -> str | None:
    """The lowest meter of a range, with as many digits, that was given to an account."""
    one = (lowest, highest, lowest)
    found: str | None = value(db, _LOWEST, (*one, *one))
    return found


def stock(db: Database, model: str | None, *, skip: int, most: int) -> list[StockedRange]:
    """A page of received ranges by model and number, with what is left of each."""
    where, params = _of_model(model)
    rows = execute(
        db,
        f"SELECT first, last, model, size, seal, verified_until, received, {_ALLOCATED} "  # noqa: S608  constants
        f"FROM {_RANGES} {where} ORDER BY model, first, event LIMIT ? OFFSET ?",
        (*params, most, skip),
    )
    return [
        StockedRange(
            first=row[0],
            last=row[1],
            model=row[2],
            size=row[3],
            seal=row[4],
            verified_until=day_of(row[5]),
            received=date.fromisoformat(row[6]),
            allocated=row[7],
        )
        for row in rows
    ]


def _of_model(model: str | None) -> tuple[str, tuple[str, ...]]:
    return ("", ()) if model is None else ("WHERE model = ?", (model,))
