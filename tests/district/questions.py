"""What a district's reports are asked: by every grouping, for four periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.reports.asked import Asked, months_later
from app.reports.catalogue import REPORTS
from tests.district.models import FIRST_MONTH, FOUNDED, open_days

_SOME = 12
"""Accounts that reports about one are asked about."""


def periods(months: int) -> tuple[tuple[date, date], ...]:
    """All of a district's life, a month amid it, a week over the end of that month, and a day."""
    middle = months // 2
    begins, days = months_later(FIRST_MONTH, middle), open_days(middle)
    return (
        (FOUNDED, months_later(FIRST_MONTH, months) - timedelta(days=1)),
        (begins, months_later(begins, 1) - timedelta(days=1)),
        (days[-1], days[-1] + timedelta(days=6)),
        (days[4], days[4]),
    )


def questions(name: str, months: int, accounts: Sequence[str]) -> Iterator[Asked]:
    """All that a report is asked; ``accounts``: all that there are, of which some are asked of."""
    report = REPORTS[name]
    some = accounts[:: max(1, len(accounts) // _SOME)] if report.of_account else ("",)
    for since, until in periods(months):
        for by in report.by or ("",):
            for account in some:
                yield Asked(since=since, until=until, by=by, account=account)
