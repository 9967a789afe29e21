"""Months whose books are closed, by who closed them."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import EARLIEST, KEY
from app.ledger.projection.table import Table


class LockedMonthRecord(NamedTuple):
    """A month that was locked by a counter for itself, or by head office for all: setter 0."""

    setter: Annotated[int, KEY]
    month: Annotated[str, KEY]
    """Its first day."""
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    operator: Annotated[int | None, EARLIEST]


class LockedUpToRecord(NamedTuple):
    """How far the bookings of a node's epoch were known when a month was locked."""

    setter: Annotated[int, KEY]
    month: Annotated[str, KEY]
    run: Annotated[int, KEY]
    """Node and epoch: the upper bits of an event's key."""
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    last: Annotated[int, EARLIEST]
    """The last event that had booked something."""


TABLES = (
    Table("locked_month", LockedMonthRecord),
    Table("locked_up_to", LockedUpToRecord),
)
