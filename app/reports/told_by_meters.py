"""What meters said of their use, in SQL: on customers' cards, and on their dials.

A read-back counts for what the meter's total grew by since the one before it, by the day on which
the card brought it. Meters that tell no totals say nothing here.
"""

from __future__ import annotations

from app.ledger.projection.json_words import number_in, true_in
from app.ledger.queries.accounts import DIAL
from app.ledger.queries.dial_readings import COUNTS

USED = number_in("read_back.read_back", "total_used")
TELLS = true_in("read_back.read_back", "totals")
USED_BEFORE = (
    f"COALESCE((SELECT {number_in('earlier.read_back', 'total_used')} FROM read_back earlier "  # noqa: S608  constants of this module
    "WHERE earlier.allocation = read_back.allocation "
    "AND (earlier.at, earlier.event) < (read_back.at, read_back.event) "
    f"AND {true_in('earlier.read_back', 'totals')} "
    "ORDER BY earlier.at DESC, earlier.event DESC LIMIT 1), 0)"
)
"""What the read-back before said; nothing before the first."""

_EARLIER_COUNTS = COUNTS.replace("dial_reading", "earlier").replace("dial_settled", "judged")


def _before(column: str) -> str:
    return (
        f"(SELECT earlier.{column} FROM dial_reading earlier "  # noqa: S608  constants of this module
        "LEFT JOIN dial_settled judged ON judged.reading = earlier.event "
        "WHERE earlier.allocation = dial_reading.allocation "
        "AND (earlier.read_on, earlier.at, earlier.event) "
        "< (dial_reading.read_on, dial_reading.at, dial_reading.event) "
        f"AND {_EARLIER_COUNTS} "
        "ORDER BY earlier.read_on DESC, earlier.at DESC, earlier.event DESC LIMIT 1)"
    )


DIAL_BEFORE = f"COALESCE({_before('dial')}, {DIAL})"
"""The reading before that counts; at first, the one of the allocation."""
READ_BEFORE = f"COALESCE({_before('read_on')}, allocation.began)"
# A reading is recorded on its day or later, so the index on that day serves.
READ_WITHIN = (
    "dial_reading.date >= ? AND dial_reading.read_on >= ? AND dial_reading.read_on <= ? "
    f"AND {COUNTS}"
)
"""A condition on the readings of dials, with the first day, the first and the last."""
NOW_IN = (
    "LEFT JOIN account_field region ON region.account = allocation.account "
    "AND region.field = 'region'"
)
"""Where the account of an allocation is now: ``region.value``."""
