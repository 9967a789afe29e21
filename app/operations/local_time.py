"""The utility's local date and time, from its own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.kiosk import Books
from app.ledger.queries import settings
from app.operations.booking_days import booking_day


def local_now(books: Books, time_zone: str) -> datetime:
    """Now, in the utility's zone, to the second."""
    return local_time(books.clock.milliseconds(), time_zone)


def local_time(milliseconds: int, time_zone: str) -> datetime:
    """A moment, milliseconds since 1970 UTC, in the utility's zone, to the second."""
    return datetime.fromtimestamp(milliseconds // 1000, tz=UTC).astimezone(ZoneInfo(time_zone))


def local_date(books: Books) -> date:
    """Today, where the utility is. Periods, revisions and bookings use it.

    A month is locked after it has ended: a clock that says it is still that month is behind, and
    what it says is not believed so far.
    """
    with books.ledger.read() as reader:
        today = local_now(books, settings.time_zone(reader.db)).date()
        return booking_day(reader.db, books.ledger.node, today)
