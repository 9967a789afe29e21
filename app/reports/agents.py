"""What agents took, earned, paid in and got back, and how often they were settled with."""

from __future__ import annotations

from app.domain.text import _
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind
from app.reports.listing import rows_of
from app.reports.report import Report, Statement

_ROWS = (
    "SELECT agent, SUM(sales), SUM(taken), SUM(back), SUM(commission), SUM(paid_in), "
    "SUM(paid_back), SUM(settled) FROM ("
    "SELECT agent, sales, MAX(cash, 0) taken, MAX(-cash, 0) back, commission, 0 paid_in, "
    "0 paid_back, 0 settled, date FROM vending_use UNION ALL "
    "SELECT agent, 0, 0, 0, 0, MAX(amount, 0), MAX(-amount, 0), 0, date FROM agent_money UNION ALL "
    "SELECT agent, 0, 0, 0, 0, 0, 0, 1, date FROM agent_settlement"
    ") WHERE date BETWEEN ? AND ? GROUP BY agent ORDER BY agent"
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
)
