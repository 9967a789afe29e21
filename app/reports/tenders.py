"""How purchases were paid, as far as that was put right, by kind of tender."""

from __future__ import annotations

from app.domain.text import _
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind
from app.reports.listing import rows_of
from app.reports.report import Report, Statement
from app.reports.sold import SOLD

_ROWS = (
    "SELECT json_extract(tender.value, '$.kind'), COUNT(*), "  # noqa: S608  constants of this house
    "SUM(json_extract(tender.value, '$.tendered')), SUM(json_extract(tender.value, '$.change')), "
    "SUM(json_extract(tender.value, '$.to_balance')), SUM(json_extract(tender.value, '$.amount')) "
    "FROM purchase LEFT JOIN tender_correction amended ON amended.purchase = purchase.id "
    "JOIN json_each(CAST(COALESCE(amended.tenders, purchase.tenders) AS TEXT)) tender "
    f"WHERE {SOLD} AND purchase.tenders <> CAST('[]' AS BLOB) GROUP BY 1 ORDER BY 1"
)


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("tender", _("Tender"), ColumnKind.TEXT),
        Column("times", _("Times"), ColumnKind.COUNT, summed=True),
        Column("tendered", _("Handed over"), ColumnKind.MONEY, summed=True),
        Column("change", _("Change"), ColumnKind.MONEY, summed=True),
        Column("to_balance", _("To balance"), ColumnKind.MONEY, summed=True),
        Column("paid", _("Paid"), ColumnKind.MONEY, summed=True),
    )


TENDERS = Report(
    name="tenders",
    title=_("Tenders of purchases"),
    about=_("How purchases were paid, by the day of the payment, as last put right."),
    columns=_columns,
    rows=rows_of(lambda which: Statement(_ROWS, which.days)),
)
