"""Meter makers, received meters, the stock's rule."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, LATEST, ONCE
from app.ledger.projection.table import Index, Table

ONLY = 1
"""Key of the one row of a table that has only one."""


class MeterMakerRecord(NamedTuple):
    """A meter maker."""

    maker: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    name: Annotated[str, LATEST]
    closed: Annotated[bool, LATEST]


class MeterRangeRecord(NamedTuple):
    """Meters received together. Two kiosks may each have received the same: both rows stay."""

    event: Annotated[int, KEY]
    at: Annotated[int, ONCE]
    first: Annotated[str, ONCE]
    last: Annotated[str, ONCE]
    model: Annotated[str, ONCE]
    size: Annotated[str, ONCE]
    seal: Annotated[str, ONCE]
    verified_until: Annotated[str | None, ONCE]
    received: Annotated[str, ONCE]


class MeterRangeLeftRecord(NamedTuple):
    """What is left of a delivery out of which meters were taken; None: nothing is."""

    delivery: Annotated[int, KEY]
    """The event that received it."""
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    first: Annotated[str | None, LATEST]
    last: Annotated[str | None, LATEST]


class StockRuleRecord(NamedTuple):
    """The stock's rule as last set."""

    only: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    outside: Annotated[str, LATEST]
    expired: Annotated[str, LATEST]


TABLES = (
    Table("meter_maker", MeterMakerRecord),
    Table(
        "meter_range", MeterRangeRecord, indexes=(Index("meter_range_first", ("first", "last")),)
    ),
    Table("meter_range_left", MeterRangeLeftRecord),
    Table("stock_rule", StockRuleRecord),
)
