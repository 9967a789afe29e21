"""What agents took, earned, paid in and got back, and how often they were settled with."""

from __future__ import annotations

from app.domain.text import _
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind
from app.reports.listing import rows_of
from app.reports.report import Report, Statement

_ABOVE = "CASE WHEN {0} > 0 THEN {0} ELSE 0 END"
_BELOW = "CASE WHEN {0} < 0 THEN -{0} ELSE 0 END"
_ROWS = (
    "SELECT agent, SUM(sales), SUM(taken), SUM(back), SUM(commission), SUM(paid_in), "  # noqa: S608  constants of this module
    "SUM(paid_back), SUM(settled) FROM ("
    f"SELECT agent, sales, {_ABOVE.format('cash')} AS taken, {_BELOW.format('cash')} AS back, "
    "commission, 0 AS paid_in, 0 AS paid_back, 0 AS settled, date FROM vending_use UNION ALL "
    f"SELECT agent, 0, 0, 0, 0, {_ABOVE.format('amount')}, {_BELOW.format('amount')}, 0, date "
    "FROM agent_money UNION ALL "
    "SELECT agent, 0, 0, 0, 0, 0, 0, 1, date FROM agent_settlement"
    ") AS moved WHERE date BETWEEN ? AND ? GROUP BY agent ORDER BY agent"
)


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("agent", _("Agent"), ColumnKind.TEXT),
        Column("sales", _("Sales"), ColumnKind.COUNT, summed=True),
        Column("taken", _("Taken"), ColumnKind.MONEY, summed=True),
        Column("back", _("Given back"), ColumnKind.MONEY, summed=True),
        Column("commission", _("Commission"), ColumnKind.MONEY, summed=True),
        Column("paid_in", _("Paid in"), ColumnKind.MONEY, summed=True),
        Column("paid_back", _("Paid back"), ColumnKind.MONEY, summed=True),
        Column("settled", _("Settlements"), ColumnKind.COUNT, summed=True),
    )


AGENTS = Report(
    name="agents",
    title=_("Agents"),
    about=_("Cash that agents took and gave back, their commission, and what they paid in."),
    columns=_columns,
    rows=rows_of(lambda which: Statement(_ROWS, which.days)),
    plot="taken",
)
