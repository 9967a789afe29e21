"""What moved arrears, balances and deposits of accounts, one line each."""

from __future__ import annotations

from app.domain.text import _
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind
from app.reports.listing import rows_of
from app.reports.report import Report, Statement

_ROWS = (
    "SELECT posting.date, posting.subject, posting.book, deed.kind, "
    "CAST(posting.operator AS TEXT), posting.amount FROM posting "
    "LEFT JOIN deed ON deed.event = posting.event "
    "WHERE posting.book IN ('arrears', 'balance', 'deposit') AND posting.date BETWEEN ? AND ? "
    "ORDER BY posting.date, posting.event, posting.line"
)


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("date", _("Date"), ColumnKind.DATE),
        Column("account", _("Account"), ColumnKind.TEXT),
        Column("book", _("Book"), ColumnKind.TEXT),
        Column("deed", _("By"), ColumnKind.TEXT),
        Column("operator", _("Operator"), ColumnKind.TEXT),
        Column("amount", _("Amount"), ColumnKind.MONEY, summed=True),
    )


ACCOUNT_MOVEMENTS = Report(
    name="account-movements",
    title=_("Account movements"),
    about=_("Arrears, balances, deposits: above zero the customer owes more, or is owed less."),
    columns=_columns,
    rows=rows_of(lambda which: Statement(_ROWS, which.days)),
    plot="amount",
)
