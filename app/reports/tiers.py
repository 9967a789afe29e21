"""What was bought in which tier, and for nothing, as sold: corrections and refunds apart."""

from __future__ import annotations

from app.domain.text import _
from app.ledger.projection.json_words import lines_of, number_of_line, text_of_line
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind
from app.reports.listing import rows_of
from app.reports.report import Report, Statement
from app.reports.sold import SOLD, TARIFF_CLASS

_ROWS = (
    f"SELECT {TARIFF_CLASS}, purchase.kind, {text_of_line('code')}, COUNT(*), "  # noqa: S608  constants of this house
    f"SUM({number_of_line('quantity')}), SUM({number_of_line('amount')}) FROM purchase "
    f"CROSS JOIN {lines_of('purchase.breakdown', 'lines')} "
    f"WHERE {SOLD} AND {text_of_line('kind')} IN ('tier', 'allowance') "
    "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
)


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("class", _("Tariff class"), ColumnKind.TEXT),
        Column("utility", _("Kind"), ColumnKind.TEXT),
        Column("tier", _("Tier"), ColumnKind.TEXT),
        Column("purchases", _("Purchases"), ColumnKind.COUNT),
        Column("volume", _("Volume"), ColumnKind.VOLUME),
        Column("amount", _("Amount"), ColumnKind.MONEY, summed=True),
    )


TIERS = Report(
    name="tiers",
    title=_("Tier use"),
    about=_("Volume and price of each tier, as sold; corrections and refunds are not in it."),
    columns=_columns,
    rows=rows_of(lambda which: Statement(_ROWS, which.days)),
    plot="volume",
)
