"""Days as stamps, for tables that keep no day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from peewee import Database

from app.domain.identity import Stamp, stamp_at
from app.ledger.queries import settings
from app.reports.asked import Asked

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stamps_of(db: Database, which: Asked) -> tuple[Stamp, Stamp]:
    """The first stamp of the days, and the first one after them, where the utility is."""
    zone = ZoneInfo(settings.time_zone(db))
    return _midnight(which.since, zone), _midnight(which.until + timedelta(days=1), zone)


def _midnight(day: date, zone: ZoneInfo) -> Stamp:
    since = datetime.combine(day, time(), zone) - _EPOCH
    return stamp_at(since // timedelta(milliseconds=1))
