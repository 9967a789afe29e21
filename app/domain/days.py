"""Days that somebody can have meant."""

from __future__ import annotations

from datetime import date, timedelta

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
"""Outside of them a day was mistyped, and calendars and clocks do not reach everywhere."""
EARLIEST_SHIFT, LATEST_SHIFT = timedelta(days=31), timedelta(days=1)
"""How far the accounting date of a shift may lie behind the day it is opened on, and before it."""


def can_be_meant(day: date) -> bool:
    """Whether it is no slip of the fingers such as the year 9999."""
    return FIRST_DAY <= day <= LAST_DAY


def can_be_accounted(day: date, today: date) -> bool:
    """Whether cash that is taken today can count for a day."""
    return today - EARLIEST_SHIFT <= day <= today + LATEST_SHIFT
