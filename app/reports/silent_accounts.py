"""Accounts with a meter that bought nothing between two days."""

from __future__ import annotations

from app.domain.text import _
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind
from app.reports.listing import rows_of
from app.reports.metered import IN_SERVICE, meter_of
from app.reports.report import Report, Statement
from app.reports.sold import NEVER_WRITTEN

# One look at the index for each account: how long its purchases are does not matter.
_LAST = (
    "(SELECT MAX(purchase.date) FROM purchase WHERE purchase.account = allocation.account "  # noqa: S608  constants of this house
    f"AND purchase.date <= ? AND purchase.id NOT IN ({NEVER_WRITTEN}))"
)
_ROWS = (
    "SELECT account, MIN(meter), COUNT(*), MIN(began), last FROM ("  # noqa: S608  constants of this module
    f"SELECT allocation.account, {meter_of('allocation')} AS meter, allocation.began, "
    f"{_LAST} AS last FROM allocation WHERE allocation.began < ? AND {IN_SERVICE}) AS silent "
    "WHERE last IS NULL OR last < ? GROUP BY account, last ORDER BY last NULLS FIRST, account"
)


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("account", _("Account"), ColumnKind.TEXT),
        Column("meter", _("Meter"), ColumnKind.TEXT),
        Column("meters", _("Meters"), ColumnKind.COUNT, summed=True),
        Column("began", _("Since"), ColumnKind.DATE),
        Column("last", _("Last purchase"), ColumnKind.DATE),
    )


def _statement(which: Asked) -> Statement:
    first, last = which.days
    return Statement(_ROWS, (last, first, last, last, last, first))


SILENT_ACCOUNTS = Report(
    name="silent-accounts",
    title=_("Accounts that bought nothing"),
    about=_("Accounts with a meter since before the first day, and no purchase until the last."),
    columns=_columns,
    rows=rows_of(_statement),
    plot="meters",
)
