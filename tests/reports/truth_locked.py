"""What must be told of months that were locked before all of them was heard."""

from __future__ import annotations

from collections import Counter
from datetime import date

from app.domain.identity import EventId, kiosk_name
from app.ledger.events.locked_months import MonthLocked
from app.reports.asked import Asked
from tests.reports.expected import Expected, Line, expected
from tests.reports.journal_read import Journal
from tests.reports.truth_books import ledger_account


def late_bookings(journal: Journal, asked: Asked) -> Expected:
    """Each account that an event moved in a locked month, behind what its lock had known."""
    rows: list[Line] = []
    for id, entry, lock in journal.of(MonthLocked):
        known = {(last.node, last.epoch): last.seq for last in lock.known}
        moved: Counter[tuple[date, EventId, str, str]] = Counter()
        for one in journal.bookings:
            month = one.day.replace(day=1)
            covered = month <= lock.month and (lock.before is None or month > lock.before)
            whose = entry.office or one.event.node == id.node
            asked_for = asked.since <= one.day <= asked.until
            late = one.event.seq > known.get((one.event.node, one.event.epoch), 0)
            if covered and whose and asked_for and late:
                moved[one.day, one.event, one.deed, ledger_account(one)] += one.amount
        rows += [
            {
                "locked": lock.month.isoformat()[:7],
                "date": day.isoformat(),
                "kiosk": kiosk_name(event.node),
                "event": str(event),
                "deed": deed,
                "account": account,
                "amount": amount,
            }
            for (day, event, deed, account), amount in moved.items()
            if amount
        ]
    return expected(("event", "account"), rows, ("amount",))
