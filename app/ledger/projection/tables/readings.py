"""What meters told through their customers' cards."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, LATEST, ONCE
from app.ledger.projection.table import Index, Table


class ReadBackRecord(NamedTuple):
    """A read-back, by the event that brought it; one row for each meter of the card."""

    event: Annotated[int, KEY]
    allocation: Annotated[int, KEY]
    account: Annotated[str, ONCE]
    serial: Annotated[bytes, ONCE]
    at: Annotated[int, ONCE]
    date: Annotated[str, ONCE]
    number: Annotated[int, ONCE]
    """Purchase number that the meter had."""
    total_credited: Annotated[int, ONCE]
    remaining: Annotated[int, ONCE]
    """Credit left in the meter then."""
    read_back: Annotated[bytes, ONCE]
    """All of it, as JSON."""


class LastReadingRecord(NamedTuple):
    """What is known last of each meter: its newest read-back, or that it was allocated."""

    allocation: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    date: Annotated[str, LATEST]
    """Day on which the card told it, or the allocation began."""
    told: Annotated[bool, LATEST]
    """False: its meter has told nothing yet."""
    status: Annotated[int, LATEST]
    """Bits of MeterStatus."""
    remaining: Annotated[int, LATEST]
    written_on: Annotated[str | None, LATEST]


TABLES = (
    Table(
        "read_back",
        ReadBackRecord,
        indexes=(
            Index("read_back_allocation", ("allocation", "at")),
            Index("read_back_account", ("account", "date", "event", "allocation")),
            Index("read_back_serial", ("serial", "date", "event", "allocation")),
            Index("read_back_date", ("date", "event", "allocation")),
        ),
    ),
    Table(
        "last_reading",
        LastReadingRecord,
        indexes=(Index("last_reading_status", ("status", "date", "allocation")),),
    ),
)
