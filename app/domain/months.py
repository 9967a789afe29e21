"""Locked months: their books are given away, and nothing is booked in them any more.

Months are locked in order, so that a locked one has none open before it. A lock is not taken off:
figures that were handed to the utility stay as they were, and what puts them right is booked in
the open month, where everybody sees it.
"""

from __future__ import annotations

from datetime import date

_DECEMBER = 12


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """The first day of the next one."""
    if month.month == _DECEMBER:
        return date(month.year + 1, 1, 1)
    return date(month.year, month.month + 1, 1)


def month_text(month: date) -> str:
    """``2026-10``."""
    return month.isoformat()[:7]


def is_locked(day: date, locked: date | None) -> bool:
    """Whether a day lies in a locked month; ``locked``: first day of the last of them."""
    return locked is not None and month_of(day) <= locked


def accounting_date(day: date, locked: date | None) -> date:
    """The day on which something of ``day`` is booked: itself, or the first that is open.

    A month is locked only once it has ended. A day that lies in one nevertheless is told by a
    clock that is behind, or belongs to a shift that head office had not heard of: the cash is
    there, so it is booked, but never in the books that were closed.
    """
    return month_after(locked) if locked is not None and is_locked(day, locked) else day
