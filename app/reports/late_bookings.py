"""What lies in a locked month and was heard after the lock: it is no part of what was given away.

A counter without a line goes on booking by its own days. What it did before it heard of a lock
stands, in its month, for the cash is there; but the figures of that month were given away. A lock
names the last booking of each counter that was known (events/locked_months.py), so what came behind
is told apart for ever: the month as it was locked is the general ledger less these rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from peewee import Database

from app.domain.identity import EventId, kiosk_name
from app.domain.months import month_after, month_text
from app.domain.text import _
from app.ledger.projection.statements import all_rows
from app.ledger.queries.reading import rows_for
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.general_ledger import CODE
from app.reports.listing import pieces
from app.reports.report import Report, Statement
from app.reports.watch import Watch

_LOCKS = "SELECT setter, month FROM locked_month ORDER BY setter, month"
# Bookings outside, locks inside: whatever was locked, all bookings are read once.
_LATE = (
    "WITH lock (setter, month, since, until) AS (VALUES {0}) "  # noqa: S608  constants of this house
    f"SELECT lock.month, posting.date, posting.event, deed.kind, {CODE}, SUM(posting.amount) "
    "FROM posting CROSS JOIN lock LEFT JOIN deed ON deed.event = posting.event "
    "LEFT JOIN locked_up_to known ON known.setter = lock.setter AND known.month = lock.month "
    "AND known.run = posting.event >> 32 "
    "WHERE posting.date BETWEEN lock.since AND lock.until "
    "AND lock.setter IN (0, posting.event >> 48) AND posting.event > COALESCE(known.last, -1) "
    "GROUP BY lock.setter, lock.month, posting.date, posting.event, deed.kind, 5 "
    "HAVING SUM(posting.amount) <> 0 "
    "ORDER BY lock.setter, lock.month, posting.date, posting.event, 5"
)


class _Lock(NamedTuple):
    """A month with those that were locked with it: days from one to another."""

    setter: int
    """0: head office, for all; else a counter, for itself."""
    month: str
    """The first day of the last of them."""
    since: str
    until: str


def _locks(db: Database, which: Asked) -> Iterator[_Lock]:
    """Those that have days in common with what is asked, cut to them."""
    before: dict[int, date] = {}
    for setter, text in all_rows(db, _LOCKS):
        month = date.fromisoformat(text)
        began = before.get(setter, date.min)
        before[setter] = month_after(month)
        first = max(began, which.since)
        last = min(month_after(month) - timedelta(days=1), which.until)
        if first <= last:
            yield _Lock(int(setter), text, first.isoformat(), last.isoformat())


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    locks = list(_locks(db, which))
    if not locks:
        return
    bound = tuple(cell for lock in locks for cell in lock)
    for piece in pieces(db, Statement(_LATE.format(rows_for(locks)), bound), watch):
        for month, day, event, deed, account, amount in piece:
            id = EventId.from_key(int(event))
            locked = month_text(date.fromisoformat(month))
            yield (locked, day, kiosk_name(id.node), str(id), deed, account, int(amount))


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("locked", _("Locked with"), ColumnKind.TEXT),
        Column("date", _("Date"), ColumnKind.DATE),
        Column("kiosk", _("Kiosk"), ColumnKind.TEXT),
        Column("event", _("Event"), ColumnKind.TEXT),
        Column("deed", _("By"), ColumnKind.TEXT),
        Column("account", _("Account"), ColumnKind.TEXT),
        Column("amount", _("Debit less credit"), ColumnKind.MONEY, summed=True),
    )


LATE_BOOKINGS = Report(
    name="late-bookings",
    title=_("Booked in locked months"),
    about=_("What was heard after its month was locked; without it the month is as it was then."),
    columns=_columns,
    rows=_rows,
    plot="amount",
)
