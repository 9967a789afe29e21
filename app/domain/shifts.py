"""How long one shift goes on, and for which day a drawer counts that goes from hand to hand.

A drawer that nobody counts for days is nobody's any more: what is short in it cannot be found out.
So a shift that is open for longer than a day is closed before the next one opens at its counter.
It goes on selling meanwhile: a customer at the counter is not sent away for a count left out.

Age is judged by the clock since it was opened, never by its accounting date: a shift may be opened
for yesterday, or for tomorrow, and is new all the same. Source: notes/reliability.md 7.
"""

from __future__ import annotations

from datetime import date, timedelta

LONGEST_SHIFT = timedelta(hours=24)


def is_left_open(opened_at: int, now: int) -> bool:
    """Whether a shift lasts longer than any may; both in milliseconds since 1970 UTC."""
    return timedelta(milliseconds=now - opened_at) > LONGEST_SHIFT


def taken_over_for(leaving: date, today: date) -> date:
    """Accounting date of the shift that takes a drawer over from one that counts for ``leaving``.

    The day goes on, unless it is over: what is taken from now on never counts for a past day.
    """
    return max(leaving, today)
