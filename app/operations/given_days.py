"""Days that people give: when something was done, was verified, or counts."""

from __future__ import annotations

from datetime import date

from app.domain.days import EARLIEST_SHIFT, LATEST_SHIFT, can_be_accounted
from app.domain.months import is_locked, month_after
from app.domain.text import _
from app.operations.errors import BadArgument


def day_that_came(day: date, today: date) -> date:
    """A day on which something was done. Raises BadArgument where it has not come yet."""
    if day > today:
        raise BadArgument(
            _("{day} has not come yet.").format(day=day.isoformat()),
            _("Nothing was recorded. Give the day on which it was done."),
        )
    return day


def accounting_day(day: date, today: date, locked: date | None) -> date:
    """The accounting date of a shift. Raises BadArgument where its cash cannot count for it.

    ``locked``: first day of the last locked month.
    """
    if locked is not None and is_locked(day, locked):
        raise BadArgument(
            _("The month of {day} is locked.").format(day=day.isoformat()),
            _("No shift was opened. Give a day from {first} on.").format(
                first=month_after(locked).isoformat()
            ),
        )
    if not can_be_accounted(day, today):
        raise BadArgument(
            _("A shift that opens today cannot count for {day}.").format(day=day.isoformat()),
            _("No shift was opened. Give a day from {first} to {last}.").format(
                first=(today - EARLIEST_SHIFT).isoformat(), last=(today + LATEST_SHIFT).isoformat()
            ),
        )
    return day
