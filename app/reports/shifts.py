"""Shifts by their accounting date: what each took in and gave back, and what its drawer lacked."""

from __future__ import annotations

from app.domain.text import _
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind
from app.reports.listing import rows_of
from app.reports.report import Report, Statement

_ROWS = (
    "SELECT shift.accounting_date, CAST(shift.operator AS TEXT), MAX(operator.name), "
    "shift.report_number, shift.float_cash, "
    "SUM(CASE WHEN tally.what = 'sale' THEN tally.times END), "
    "SUM(CASE WHEN tally.what = 'sale' THEN tally.amount END), "
    "SUM(CASE WHEN tally.what IN ('refund', 'reversal') THEN tally.times END), "
    "SUM(CASE WHEN tally.what IN ('refund', 'reversal') THEN tally.amount END), "
    "SUM(CASE WHEN tally.what = 'payment' THEN tally.amount END), "
    "SUM(CASE WHEN tally.what = 'payout' THEN tally.amount END), "
    "-(SELECT amount FROM shift_book WHERE shift_book.shift = shift.id "
    "AND shift_book.book = 'over_short') "
    "FROM shift LEFT JOIN shift_tally tally ON tally.shift = shift.id "
    "LEFT JOIN operator ON operator.operator = shift.operator "
    "WHERE shift.opened_at IS NOT NULL AND shift.accounting_date BETWEEN ? AND ? "
    "AND shift.id = COALESCE(?, shift.id) "
    "GROUP BY shift.id ORDER BY shift.accounting_date, shift.id"
)


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("date", _("Date"), ColumnKind.DATE),
        Column("operator", _("Operator"), ColumnKind.TEXT),
        Column("name", _("Name"), ColumnKind.TEXT),
        Column("z", _("Z"), ColumnKind.COUNT),
        Column("float", _("Float"), ColumnKind.MONEY),
        Column("sales", _("Sales"), ColumnKind.COUNT, summed=True),
        Column("sold", _("Sold"), ColumnKind.MONEY, summed=True),
        Column("refunds", _("Refunds"), ColumnKind.COUNT, summed=True),
        Column("refunded", _("Refunded"), ColumnKind.MONEY, summed=True),
        Column("payments", _("Payments"), ColumnKind.MONEY, summed=True),
        Column("payouts", _("Paid out"), ColumnKind.MONEY, summed=True),
        Column("over_short", _("Over/short"), ColumnKind.MONEY, summed=True),
    )


SHIFTS = Report(
    name="shifts",
    title=_("Shifts"),
    about=_("Shifts by accounting date with the sums of their Z; below zero the drawer was short."),
    columns=_columns,
    rows=rows_of(lambda which: Statement(_ROWS, (*which.days, which.shift))),
    of_shift=True,
    plot="sold",
)
