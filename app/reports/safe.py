"""The safe's book: what came into it, went to the bank, and what the bank says that it received."""

from __future__ import annotations

from collections.abc import Iterator

from peewee import Database

from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.projection.merging import Row as TableRow
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.listing import pieces
from app.reports.report import Report, Statement
from app.reports.watch import Watch

_BOOKS = ("safe", "bag", "to_bank", "bank", "bank_over_short")
_OF_THE_SAFE = "book IN ('safe', 'bag', 'to_bank', 'bank', 'bank_over_short')"
_SUMS = ", ".join(
    f"SUM(CASE WHEN book = '{book}' THEN posting.amount ELSE 0 END)" for book in _BOOKS
)
_BEFORE = (
    f"SELECT ?, 'before', NULL, NULL, NULL, {_SUMS} FROM posting "  # noqa: S608  constants of this module
    f"WHERE {_OF_THE_SAFE} AND date < ? HAVING COUNT(*) > 0"
)
# A bag is told by its number, a slip and what became of it by the slip's, a drawer by its shift's.
_MOVED = (
    "SELECT posting.date, CASE WHEN bag.bag IS NOT NULL THEN 'bag' "  # noqa: S608  constants of this module
    "WHEN slip.slip IS NOT NULL THEN 'slip' WHEN word.slip IS NOT NULL THEN 'confirmed' "
    "WHEN ended.slip IS NOT NULL THEN ended.state "
    "WHEN shift.id IS NOT NULL THEN 'float' WHEN closed.id IS NOT NULL THEN 'drawer' "
    "ELSE 'renumbered' END, bag.number, "
    "COALESCE(slip.slip, word.slip, ended.slip, shift.id, closed.id, posting.event), "
    "posting.operator, "
    f"{_SUMS} FROM posting LEFT JOIN bag ON bag.bag = posting.event "
    "LEFT JOIN deposit_slip slip ON slip.slip = posting.event AND slip.bank IS NOT NULL "
    "LEFT JOIN bank_word word ON word.event = posting.event "
    "LEFT JOIN deposit_slip ended ON ended.ended_by = posting.event "
    "LEFT JOIN shift ON shift.id = posting.event AND shift.opened_at IS NOT NULL "
    "LEFT JOIN shift closed ON closed.closed_by = posting.event "
    f"WHERE {_OF_THE_SAFE} AND posting.date BETWEEN ? AND ? "
    "GROUP BY posting.date, posting.event, posting.operator, bag.bag, slip.slip, word.event, "
    "ended.slip, shift.id, closed.id ORDER BY posting.date, posting.event"
)
_NAMES = {
    "before": _("Before"),
    "float": _("Float taken out"),
    "drawer": _("Counted drawer"),
    "bag": _("Bag"),
    "renumbered": _("Number put right"),
    "slip": _("Deposit slip"),
    "taken_back": _("Slip taken back"),
    "confirmed": _("Bank received"),
}


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("date", _("Date"), ColumnKind.DATE),
        Column("what", _("What"), ColumnKind.TEXT),
        Column("number", _("Number"), ColumnKind.TEXT),
        Column("operator", _("Operator"), ColumnKind.TEXT),
        Column("loose", _("Loose"), ColumnKind.MONEY, summed=True),
        Column("bags", _("In bags"), ColumnKind.MONEY, summed=True),
        Column("to_bank", _("On the way"), ColumnKind.MONEY, summed=True),
        Column("bank", _("At the bank"), ColumnKind.MONEY, summed=True),
        Column("over_short", _("Over/short"), ColumnKind.MONEY, summed=True),
    )


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    first, last = which.days
    before = Statement(_BEFORE, (first, first))
    for statement in (before, Statement(_MOVED, (first, last))):
        for piece in pieces(db, statement, watch):
            yield from map(_told, piece)


def _told(row: TableRow) -> Row:
    day, what, bag, key, operator, *sums, lacking = row
    number = bag or ("" if key is None else str(EventId.from_key(key)))
    said = "" if operator is None else str(operator)
    return (day, _(_NAMES[what]), number, said, *sums, -lacking)


SAFE = Report(
    name="safe",
    title=_("Safe"),
    about=_(
        "The safe's book by the day of the booking, with what was there before; totals are what "
        "is there. Below zero the bank received too little."
    ),
    columns=_columns,
    rows=_rows,
    plot="bags",
)
