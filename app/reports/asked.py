"""What a report is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from app.domain.text import _
from app.reports.errors import BadReport

_MONTHS = 12
_WEEK = 7


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The days, both of them in it, and by what its rows are grouped."""

    since: date
    until: date
    by: str = ""
    account: str = ""
    """Of a report about one account: which."""
    shift: int | None = None
    """Of a report that can be about one shift: its key; None: all of the days."""

    @property
    def days(self) -> tuple[str, str]:
        """First and last day, as the tables have them."""
        return self.since.isoformat(), self.until.isoformat()

    @property
    def whole_months(self) -> bool:
        """From the first of a month to the last of one."""
        return self.since.day == 1 and (self.until + timedelta(days=1)).day == 1


def asked(since: date | None, until: date | None, by: str, today: date, account: str = "") -> Asked:
    """Without days, the month so far. Raises BadReport where they are the wrong way round."""
    last = until or max(today, since or today)
    first = since or last.replace(day=1)
    if last < first:
        raise BadReport(
            _("The last day, {until}, comes before the first, {since}.").format(
                until=last.isoformat(), since=first.isoformat()
            ),
            _("No report was made. Swap them."),
        )
    return Asked(since=first, until=last, by=by, account=account)


def month_by_month(which: Asked) -> Iterator[Asked]:
    """The same in pieces of one calendar month at most, so that progress can be told."""
    first = which.since
    while first <= which.until:
        following = months_later(first.replace(day=1), 1)
        last = min(which.until, following - timedelta(days=1))
        yield msgspec.structs.replace(which, since=first, until=last)
        first = following


def week_by_week(which: Asked) -> Iterator[Asked]:
    """Likewise of seven days at most."""
    for first in range(which.since.toordinal(), which.until.toordinal() + 1, _WEEK):
        last = min(first + _WEEK - 1, which.until.toordinal())
        days = {"since": date.fromordinal(first), "until": date.fromordinal(last)}
        yield msgspec.structs.replace(which, **days)


def months_later(day: date, months: int) -> date:
    """So many months later, or earlier; the last of a month where it has no such day."""
    at = day.year * _MONTHS + day.month - 1 + months
    year, month = divmod(at, _MONTHS)
    begin = date(year, month + 1, 1)
    after = date(year + (month + 1) // _MONTHS, (month + 1) % _MONTHS + 1, 1)
    return begin.replace(day=min(day.day, (after - begin).days))


def months_between(first: date, last: date) -> int:
    """Calendar months from the one to the other."""
    return (last.year - first.year) * _MONTHS + last.month - first.month
