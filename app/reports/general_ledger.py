"""What moved the books, for the general ledger: debits, credits and the rest of each account.

Books that belong to customers, shifts and operators are one account each; those whose subject is
an account of its own, such as tax codes, are told apart by it.
"""

from __future__ import annotations

from app.domain.text import _
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind
from app.reports.listing import rows_of
from app.reports.report import Report, Statement

CODE = (
    "CASE WHEN book IN ('tax', 'other', 'tender', 'subsidy') THEN book || ':' || subject "
    "ELSE book END"
)
"""The account of a posting; bare names of its columns."""
_ROWS = (
    f"SELECT {CODE}, COUNT(*), SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END), "  # noqa: S608  constants of this module
    "SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END), SUM(amount) "
    "FROM posting WHERE date BETWEEN ? AND ? GROUP BY 1 ORDER BY 1"
)


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("account", _("Account"), ColumnKind.TEXT),
        Column("postings", _("Postings"), ColumnKind.COUNT, summed=True),
        Column("debit", _("Debit"), ColumnKind.MONEY, summed=True),
        Column("credit", _("Credit"), ColumnKind.MONEY, summed=True),
        Column("moved", _("Debit less credit"), ColumnKind.MONEY, summed=True),
    )


GENERAL_LEDGER = Report(
    name="general-ledger",
    title=_("General ledger"),
    about=_("Debits and credits of each account by the day of the booking; they are equal."),
    columns=_columns,
    rows=rows_of(lambda which: Statement(_ROWS, which.days)),
    plot="moved",
)
