"""What accounts owe on the last day, by the age of the oldest debt that is not paid yet.

What comes in pays the oldest first: of the debts booked until then, the newest ones that add up to
what is owed are the ones left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from peewee import Database

from app.domain.text import _
from app.ledger.projection.statements import query
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.listing import pieces
from app.reports.report import Report, Statement
from app.reports.watch import Watch

_AGES = (30, 90, 365)
# The partial index is taken where the statement says its condition in its own words.
_INDEXED = "book IN ('arrears', 'balance', 'deposit') AND book = 'arrears'"
_OWED = (
    f"SELECT subject, SUM(amount), MAX(date) FROM posting WHERE {_INDEXED} AND date <= ? "  # noqa: S608  constants of this module
    "GROUP BY subject HAVING SUM(amount) > 0 ORDER BY subject"
)
_BOOKED = (
    f"SELECT date, amount FROM posting WHERE {_INDEXED} AND subject = +? AND date <= ? "  # noqa: S608  constants of this module
    "AND amount > 0 ORDER BY date DESC, event DESC"
)


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("account", _("Account"), ColumnKind.TEXT),
        Column("since", _("Oldest of"), ColumnKind.DATE),
        Column("moved", _("Last moved"), ColumnKind.DATE),
        Column("to_30", _("To 30 days"), ColumnKind.MONEY, summed=True),
        Column("to_90", _("To 90 days"), ColumnKind.MONEY, summed=True),
        Column("to_365", _("To 365 days"), ColumnKind.MONEY, summed=True),
        Column("older", _("Older"), ColumnKind.MONEY, summed=True),
        Column("owed", _("Owed"), ColumnKind.MONEY, summed=True),
    )


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    last = which.until.isoformat()
    borders = [(which.until - timedelta(days=days)).isoformat() for days in _AGES]
    for piece in pieces(db, Statement(_OWED, (last,)), watch):
        for account, owed, moved in piece:
            oldest, ages = _aged(db, account, owed, last, borders)
            yield (account, oldest, moved, *ages, owed)


def _aged(
    db: Database, account: str, owed: int, last: str, borders: Sequence[str]
) -> tuple[str, list[int]]:
    """Day of the oldest debt that is left, and what is left of each age.

    ``borders``: the day before which each age but the first begins.
    """
    ages = [0] * (len(borders) + 1)
    left, oldest = owed, last
    for day, amount in query(db, _BOOKED, (account, last)):
        part = min(left, amount)
        ages[sum(day < border for border in borders)] += part
        left, oldest = left - part, day
        if not left:
            break
    return oldest, ages


ARREARS = Report(
    name="arrears",
    title=_("Arrears with their age"),
    about=_("What each account owes at the end of the last day; the first day has no meaning."),
    columns=_columns,
    rows=_rows,
    plot="owed",
)
