"""Reports that are made by themselves: at which occasions, as what, and which months are due."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date

import msgspec

from app.domain.file_forms import FileForm
from app.domain.months import month_after, month_of


class Occasion(enum.StrEnum):
    """When a report is made by itself."""

    SHIFT_CLOSE = "shift-close"
    """For each shift of this counter, once it is closed."""
    MONTH_END = "month-end"
    """For each month, once it has ended and no shift of it is open here."""


class AutomaticReport(msgspec.Struct, frozen=True, kw_only=True):
    """How one report is made at one occasion."""

    form: FileForm | None = None
    """None: it is not made."""
    by: str = ""
    """By what its rows are grouped; empty: the usual."""


UNCHOSEN = AutomaticReport()
"""Of reports for which nothing was set."""


def months_ended(first: date, done: date | None, today: date) -> Iterator[date]:
    """First days of months that are over and not done, the oldest first, those that were skipped
    among them.

    ``first``: the first month that counts. ``done``: the last one that was done; None: none was.
    """
    month = month_of(first) if done is None else max(month_of(first), month_after(done))
    while month_after(month) <= today:
        yield month
        month = month_after(month)
