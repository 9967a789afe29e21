"""Months whose books are closed."""

from __future__ import annotations

import datetime

from app.domain.identity import EventId
from app.ledger.events.base import Event


class MonthLocked(Event, tag="month_locked", frozen=True, kw_only=True):
    """Nothing is booked in this month, or before it, any more. It is never taken back."""

    month: datetime.date
    """Its first day."""
    before: datetime.date | None
    """The last one that was locked until then."""
    known: tuple[EventId, ...] = ()
    """By node and epoch the last event that had booked something, as far as it was known where the
    month was locked. What lies in the month and comes behind it was heard after the lock."""
