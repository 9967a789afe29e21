"""Days as stamps, for tables that keep no day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from peewee import Database

from app.domain.identity import Stamp, stamp_at
from app.ledger.queries import settings
from app.reports.asked import Asked


def stamps_of(db: Database, which: Asked) -> tuple[Stamp, Stamp]:
    """The first stamp of the days, and the first one after them, where the utility is."""
    zone = ZoneInfo(settings.time_zone(db))
    return _midnight(which.since, zone), _midnight(which.until + timedelta(days=1), zone)


def _midnight(day: date, zone: ZoneInfo) -> Stamp:
    return stamp_at(int(datetime.combine(day, time(), zone).timestamp()) * 1000)
