"""Cards made to replace others, one line for each meter of the card."""

from __future__ import annotations

from app.domain.text import _
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind
from app.reports.listing import rows_of
from app.reports.report import Report, Statement

_ROWS = (
    "SELECT reissue.date, reissue.account, lower(hex(reissue.old_serial)), reissue.reason, "
    "CAST(plan.operator AS TEXT), COALESCE(plan.outcome, 'open'), "
    "CASE WHEN reissue.allocation = plan.allocation THEN reissue.total ELSE 0 END, reissue.owed "
    "FROM reissue JOIN plan ON plan.id = reissue.id "
    "WHERE reissue.date BETWEEN ? AND ? ORDER BY reissue.date, reissue.id, reissue.allocation"
)


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("date", _("Date"), ColumnKind.DATE),
        Column("account", _("Account"), ColumnKind.TEXT),
        Column("old_card", _("Old card"), ColumnKind.TEXT),
        Column("why", _("Why"), ColumnKind.TEXT),
        Column("operator", _("Operator"), ColumnKind.TEXT),
        Column("state", _("State"), ColumnKind.TEXT),
        Column("fees", _("Fees"), ColumnKind.MONEY, summed=True),
        Column("owed", _("Owed"), ColumnKind.VOLUME),
    )


REISSUES = Report(
    name="reissues",
    title=_("Reissues"),
    about=_("New cards for old ones; those made with a purchase have their fee in its price."),
    columns=_columns,
    rows=rows_of(lambda which: Statement(_ROWS, which.days)),
    plot="fees",
)
