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
    sums = {
        "purchases": totals.purchases,
        "charged": totals.charged,
        "refunds": totals.refunds,
        "refunded": totals.refunded,
    }
    days = first(db, _DAYS)
    if days is not None and days[0] is not None:
        which = Asked(since=date.fromisoformat(days[0]), until=date.fromisoformat(days[1]))
        yield from _against("sales", _told(db, SALES, which, YEAR), sums)
        close = _told(db, CASHIER_CLOSE, which, BY_OPERATOR)
        yield from _against("cashier-close", close, {"charged": totals.charged})
        paid = _told(db, TENDERS, which, by_first="paid")
        yield from _against("tenders", paid, totals.tenders)
    for column, amounts in (("debit", totals.debits), ("credit", totals.credits)):
        booked = _told(db, GENERAL_LEDGER, _EVER, by_first=column)
        yield from _against(f"general-ledger {column}", booked, amounts)


def _told(
    db: Database, report: Report, which: Asked, by: str = "", *, by_first: str = ""
) -> Counter[str]:
    """A report's sums by column; ``by_first``: of this column, by what the rows begin with."""
    running = Running(db, report, Asked(since=which.since, until=which.until, by=by))
    found: Counter[str] = Counter()
    names = [column.name for column in running.columns]
    for row in running:
        for name, cell in zip(names, row, strict=True):
            if isinstance(cell, int) and by_first in ("", name):
                found[str(row[0]).partition(":")[0] if by_first else name] += cell
    return found


def _against(
    report: str, told: Counter[str], right: dict[str, int]
) -> Iterator[tuple[str, int, int]]:
    """Figure by figure; where all of them are asked for, none that the journal has not."""
    for name in sorted(right):
        yield f"{report} {name}", told[name], right[name]
    for name in sorted(told.keys() - right.keys()):
        if report.split()[0] in ("tenders", "general-ledger"):
            yield f"{report} {name}", told[name], 0
