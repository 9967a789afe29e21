"""Rounds of reading, readings of dials, files that brought them, decisions about them."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import EARLIEST, KEY, ONCE
from app.ledger.projection.table import Index, Table


class ReadingRoundRecord(NamedTuple):
    """A round that was sent out."""

    event: Annotated[int, KEY]
    at: Annotated[int, ONCE]
    region: Annotated[int, ONCE]
    regions: Annotated[bytes, ONCE]
    """Where it goes, as JSON."""
    readers: Annotated[bytes, ONCE]
    """Names, as JSON."""
    meters: Annotated[int, ONCE]
    date: Annotated[str, ONCE]


class DialReadingRecord(NamedTuple):
    """A reading as it came. It counts where it was accepted, or where a person decided so, until it
    is withdrawn."""

    event: Annotated[int, KEY]
    at: Annotated[int, ONCE]
    meter: Annotated[str, ONCE]
    account: Annotated[str, ONCE]
    allocation: Annotated[int | None, ONCE]
    dial: Annotated[int | None, ONCE]
    read_on: Annotated[str | None, ONCE]
    date: Annotated[str, ONCE]
    source: Annotated[str, ONCE]
    verdict: Annotated[str, ONCE]
    faults: Annotated[str, ONCE]
    """With blanks between them."""
    used: Annotated[int | None, ONCE]
    remark: Annotated[str, ONCE]
    reading_round: Annotated[int | None, ONCE]
    line: Annotated[int, ONCE]


class ReadingFileRecord(NamedTuple):
    """A file that was taken in."""

    event: Annotated[int, KEY]
    digest: Annotated[bytes, ONCE]
    name: Annotated[str, ONCE]
    reading_round: Annotated[int | None, ONCE]
    date: Annotated[str, ONCE]


class DialSettledRecord(NamedTuple):
    """What a person decided about a questioned reading."""

    reading: Annotated[int, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    accepted: Annotated[bool, EARLIEST]
    reason: Annotated[str, EARLIEST]


class DialWithdrawnRecord(NamedTuple):
    """A reading that counted and was wrong."""

    reading: Annotated[int, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    reason: Annotated[str, EARLIEST]


TABLES = (
    Table("reading_round", ReadingRoundRecord),
    Table(
        "dial_reading",
        DialReadingRecord,
        indexes=(
            Index("dial_reading_allocation", ("allocation", "read_on")),
            Index("dial_reading_meter", ("meter", "read_on")),
            Index("dial_reading_round", ("reading_round", "meter")),
            Index("dial_reading_date", ("date", "event")),
        ),
    ),
    Table(
        "reading_file",
        ReadingFileRecord,
        indexes=(Index("reading_file_digest", ("digest",)),),
    ),
    Table("dial_settled", DialSettledRecord),
    Table("dial_withdrawn", DialWithdrawnRecord),
)
