"""Refunds and reversals, one line each, by the day on which they were begun."""

from __future__ import annotations

from peewee import Database

from app.domain.text import _
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.listing import rows_of
from app.reports.report import Report, Statement
from app.reports.sold import ITS_PURCHASE

_DONE = (
    "CASE WHEN refund.refuted IS NOT NULL THEN 'refuted' WHEN refund.paid IS NOT NULL THEN 'paid' "
    "WHEN refund.cancelled IS NOT NULL THEN 'waits' ELSE 'begun' END"
)
_ROWS = (
    "SELECT refund.date, refund.account, refund.basis, purchase.number, "  # noqa: S608  constants of this house
    f"CAST(plan.operator AS TEXT), {_DONE}, refund.receipt, refund.quantity, refund.amount, "
    "CASE WHEN refund.paid IS NULL THEN 0 ELSE refund.amount END, refund.reason "
    f"FROM refund {ITS_PURCHASE} JOIN plan ON plan.id = refund.id "
    "WHERE refund.date BETWEEN ? AND ? ORDER BY refund.date, refund.id"
)


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("date", _("Date"), ColumnKind.DATE),
        Column("account", _("Account"), ColumnKind.TEXT),
        Column("why", _("Why"), ColumnKind.TEXT),
        Column("purchase", _("Purchase"), ColumnKind.COUNT),
        Column("operator", _("Operator"), ColumnKind.TEXT),
        Column("state", _("State"), ColumnKind.TEXT),
        Column("receipt", _("Receipt"), ColumnKind.COUNT),
        Column("volume", _("Volume"), ColumnKind.VOLUME),
        Column("due", _("Due"), ColumnKind.MONEY, summed=True),
        Column("paid", _("Paid"), ColumnKind.MONEY, summed=True),
        Column("reason", _("Reason"), ColumnKind.TEXT),
    )


def _behind(_db: Database, which: Asked, row: Row) -> Statement:
    return Statement(
        "SELECT refund.purchase, refund.allocation "  # noqa: S608  constants of this house
        f"FROM refund {ITS_PURCHASE} WHERE refund.date = ? AND refund.account = ? "
        "AND purchase.number = ? AND refund.date BETWEEN ? AND ? ORDER BY refund.id DESC",
        (row[0], row[1], row[3], *which.days),
    )


REFUNDS = Report(
    name="refunds",
    title=_("Refunds and reversals"),
    about=_("Each refund, reversal and money back, by the day on which it was begun."),
    columns=_columns,
    rows=rows_of(lambda which: Statement(_ROWS, which.days)),
    behind=_behind,
    plot="due",
)
