"""Readings of dials: rounds that were sent out, what came back, what people decided about it."""

from __future__ import annotations

import datetime

from app.domain.dial_readings import Fault, ReadingSource, Verdict
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.ledger.events.base import Event


class ReadingRoundMade(Event, tag="reading_round_made", frozen=True, kw_only=True):
    """The meters of a region were written down for readers; its files name it by its identity."""

    region: int
    regions: tuple[int, ...]
    """Where it goes: the region and all that lie inside it."""
    readers: tuple[str, ...]
    """One file each."""
    meters: int
    date: datetime.date


class DialRead(Event, tag="dial_read", frozen=True, kw_only=True):
    """A reading of a dial as it came, and what is thought of it."""

    meter: str
    """As it was given: it may be no meter's."""
    account: str = ""
    """Empty where no account has such a meter."""
    allocation: EventId | None = None
    dial: Quantity | None
    """None: it could not be understood."""
    read_on: datetime.date | None
    date: datetime.date
    """Day on which it was recorded."""
    source: ReadingSource
    verdict: Verdict
    faults: tuple[Fault, ...] = ()
    used: Quantity | None = None
    """Volume since the reading before; None where that cannot be said."""
    remark: str = ""
    reading_round: EventId | None = None
    digest: bytes = b""
    """Of the file that brought it, SHA-256."""
    line: int = 0
    """Of that file, from 1."""
    valve: str = ""
    """What a meter read by wire said of its valve; empty: not asked."""
    battery_low: bool = False


class ReadingFileTaken(Event, tag="reading_file_taken", frozen=True, kw_only=True):
    """A file of readings was taken in, whole; its readings stand before it."""

    name: str
    digest: bytes
    """SHA-256 of the file."""
    reading_round: EventId | None
    accepted: int
    questioned: int
    refused: int
    known: int
    """Readings that were on record already."""
    unread: int
    """Lines without a dial."""
    date: datetime.date


class DialReadingWithdrawn(Event, tag="dial_reading_withdrawn", frozen=True, kw_only=True):
    """Two people took out a reading that counted: it was wrong."""

    reading: EventId
    account: str
    allocation: EventId
    meter: str
    dial: Quantity | None
    read_on: datetime.date | None
    reason: str
    date: datetime.date


class DialReadingSettled(Event, tag="dial_reading_settled", frozen=True, kw_only=True):
    """A person decided about a questioned reading. The first decision stands."""

    reading: EventId
    account: str
    allocation: EventId
    meter: str
    accepted: bool
    reason: str
    date: datetime.date
