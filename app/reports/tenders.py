"""How purchases were paid, as far as that was put right, by kind of tender."""

from __future__ import annotations

from collections.abc import Iterator

from peewee import Database

from app.domain.text import _
from app.ledger.projection.json_words import lines_of, number_of_line, text_of_line
from app.ledger.projection.statements import all_rows
from app.reports.asked import Asked, month_by_month
from app.reports.columns import Column, ColumnKind, Row
from app.reports.report import Report, Statement
from app.reports.sold import NEWEST_FIRST, SOLD
from app.reports.watch import Watch

_PAID = "LEFT JOIN tender_correction amended ON amended.purchase = purchase.id"
_TENDERS = lines_of("COALESCE(amended.tenders, purchase.tenders)")
_FIRST_LOADS = f"{SOLD} AND purchase.tenders <> CAST('[]' AS BLOB)"
_SUMS = ", ".join(
    f"SUM({number_of_line(field)})" for field in ("tendered", "change", "to_balance", "amount")
)
_ROWS = (
    f"SELECT {text_of_line('kind')}, COUNT(*), {_SUMS} FROM purchase {_PAID} "  # noqa: S608  constants of this house
    f"CROSS JOIN {_TENDERS} WHERE {_FIRST_LOADS} GROUP BY 1"
)
_BEHIND = (
    f"SELECT purchase.id, purchase.allocation FROM purchase {_PAID} WHERE {_FIRST_LOADS} "  # noqa: S608  constants of this house
    f"AND EXISTS (SELECT 1 FROM {_TENDERS} WHERE {text_of_line('kind')} = ?) {NEWEST_FIRST}"
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


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    found: dict[str, list[int]] = {}
    pieces = list(month_by_month(which))
    for done, piece in enumerate(pieces):
        watch.step(done, len(pieces))
        for kind, *figures in all_rows(db, _ROWS, piece.days):
            known = found.get(kind, [0] * len(figures))
            found[kind] = [was + more for was, more in zip(known, figures, strict=True)]
    watch.step(len(pieces), len(pieces))
    for kind in sorted(found):
        yield (kind, *found[kind])


def _behind(_db: Database, which: Asked, row: Row) -> Statement:
    return Statement(_BEHIND, (*which.days, row[0]))


TENDERS = Report(
    name="tenders",
    title=_("Tenders of purchases"),
    about=_("How purchases were paid, by the day of the payment, as last put right."),
    columns=_columns,
    rows=_rows,
    behind=_behind,
    plot="paid",
)
