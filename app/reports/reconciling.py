"""Reports over all days against the sums of the journal's events: equal, to the last unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from peewee import Database

from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.audit.totals import Totals
from app.ledger.queries.reading import first
from app.reports.asked import Asked
from app.reports.cashier_close import CASHIER_CLOSE
from app.reports.cashier_close import OPERATOR as BY_OPERATOR
from app.reports.general_ledger import GENERAL_LEDGER
from app.reports.report import Report
from app.reports.running import Running
from app.reports.sales import SALES, YEAR
from app.reports.tenders import TENDERS

_DAYS = (
    "SELECT MIN(first), MAX(last) FROM (SELECT MIN(date) AS first, MAX(date) AS last "
    "FROM purchase UNION ALL SELECT MIN(date), MAX(date) FROM refund UNION ALL "
    "SELECT MIN(accounting_date), MAX(accounting_date) FROM shift) AS days"
)
_EVER = Asked(since=date.min, until=date.max)


def reconcile(db: Database, totals: Totals) -> list[Finding]:
    """What reports of these tables say otherwise than the journal."""
    return [
        Finding(
            check="reports",
            where=where,
            what=_("it says {said}, the journal {right}").format(said=said, right=right),
        )
        for where, said, right in _pairs(db, totals)
        if said != right
    ]


def _pairs(db: Database, totals: Totals) -> Iterator[tuple[str, int, int]]:
    """Report and figure, what it says, what the journal says."""
    days = first(db, _DAYS)
    if days is not None and days[0] is not None:
        which = Asked(since=date.fromisoformat(days[0]), until=date.fromisoformat(days[1]))
        said = _columns(_told(db, SALES, which, YEAR))
        for column in ("purchases", "charged", "refunds", "refunded"):
            yield f"sales {column}", said[column], getattr(totals, column)
        closed = _columns(_told(db, CASHIER_CLOSE, which, BY_OPERATOR))
        yield "cashier-close charged", closed["charged"], totals.charged_in_shifts
        paid = _told(db, TENDERS, which)
        yield from _each("tenders paid", _rows(paid, "paid"), totals.tenders)
    booked = _told(db, GENERAL_LEDGER, _EVER)
    for column, amounts in (("debit", totals.debits), ("credit", totals.credits)):
        yield from _each(f"general-ledger {column}", _rows(booked, column), amounts)


Told = Counter[tuple[str, str]]
"""What a report says by column and by what its rows begin with."""


def _told(db: Database, report: Report, which: Asked, by: str = "") -> Told:
    running = Running(db, report, Asked(since=which.since, until=which.until, by=by))
    names = [column.name for column in running.columns]
    found: Told = Counter()
    for row in running:
        book = str(row[0]).partition(":")[0]  # of the general ledger; others have no such mark
        for name, cell in zip(names, row, strict=True):
            if isinstance(cell, int):
                found[name, book] += cell
    return found


def _columns(told: Told) -> Counter[str]:
    found: Counter[str] = Counter()
    for (name, _row), figure in told.items():
        found[name] += figure
    return found


def _rows(told: Told, column: str) -> dict[str, int]:
    return {row: figure for (name, row), figure in told.items() if name == column}


def _each(
    where: str, said: dict[str, int], right: dict[str, int]
) -> Iterator[tuple[str, int, int]]:
    """Every row that the one or the other has."""
    for row in sorted(said.keys() | right.keys()):
        yield f"{where} {row}", said.get(row, 0), right.get(row, 0)
