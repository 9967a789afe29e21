"""What meters told through their customers' cards."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, ONCE
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
    read_back: Annotated[bytes, ONCE]
    """All of it, as JSON."""


TABLES = (
    Table(
        "read_back",
        ReadBackRecord,
        indexes=(Index("read_back_allocation", ("allocation", "at")),),
    ),
)
