"""Accounting periods: when they begin and end."""

from __future__ import annotations

import calendar
from datetime import date

from app.domain.tariff.revision import PeriodKind, TariffRevision

_YEAR = 12


def days_in_month(day: date) -> int:
    """Days in the calendar month of ``day``."""
    return calendar.monthrange(day.year, day.month)[1]


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month if it has no such day."""
    index = day.year * _YEAR + day.month - 1 + months
    first = date(index // _YEAR, index % _YEAR + 1, 1)
    return first.replace(day=min(day.day, days_in_month(first)))


def next_month(day: date) -> date:
    """First day of the calendar month after that of ``day``."""
    return add_months(day.replace(day=1), 1)


def period_start(revision: TariffRevision, today: date, began: date) -> date:
    """First day of the accounting period of ``today``, for an allocation that ``began`` then."""
    return _bounds(revision, today, began)[0]


def period_end(revision: TariffRevision, today: date, began: date) -> date:
    """First day after the accounting period of ``today``."""
    return _bounds(revision, today, began)[1]


def _bounds(revision: TariffRevision, today: date, began: date) -> tuple[date, date]:
    length = revision.period_months
    # Calendar periods are counted from a January; the day of an anniversary is kept in the anchor,
    # so that the 31st comes back after a short month.
    anchor = began if revision.period_kind is PeriodKind.ANNIVERSARY else date(began.year, 1, 1)
    months = (today.year - anchor.year) * _YEAR + today.month - anchor.month
    periods = months // length
    if add_months(anchor, periods * length) > today:
        periods -= 1
    return add_months(anchor, periods * length), add_months(anchor, (periods + 1) * length)
