"""What was reversed, corrected, written off: by whom, when, why, and how much it changed."""

from __future__ import annotations

from collections.abc import Iterator

from peewee import Database

from app.domain.amounts import format_volume
from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.projection.statements import all_rows
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.listing import pieces
from app.reports.report import Report, Statement
from app.reports.watch import Watch

# What wrote a card was asked for, and signed, when its plan was opened.
_ROWS = (
    "SELECT correction.date, correction.what, correction.account, CAST(deed.operator AS TEXT), "
    "CAST(COALESCE(deed.second, opened.second) AS TEXT), correction.old, correction.new, "
    "NULLIF(correction.moved, 0), NULLIF(correction.amount, 0), CASE WHEN deed.reason = '' "
    "THEN COALESCE(opened.reason, '') ELSE deed.reason END, correction.event FROM correction "
    "JOIN deed ON deed.event = correction.event LEFT JOIN plan ON plan.id = correction.of "
    "AND correction.what IN ('purchase', 'meter', 'meter_change') "
    "LEFT JOIN deed AS opened ON opened.event = plan.subject "
    "WHERE correction.date BETWEEN ? AND ? ORDER BY correction.date, correction.event, "
    "correction.what"
)
_SALES = (
    "SELECT COALESCE(refund.purchase, correction.of) FROM correction "
    "LEFT JOIN refund ON refund.id = correction.of AND correction.what = 'purchase' "
    "WHERE correction.event = ? AND correction.what IN ('purchase', 'tenders')"
)
_RECKONED = "SELECT purchase FROM reckoned_anew WHERE event = ?"
_BEHIND = (
    "SELECT purchase.id, purchase.allocation FROM purchase "  # noqa: S608  constants of this module
    f"WHERE purchase.account = ? AND purchase.total IS NOT NULL AND (purchase.id IN ({_SALES}) "
    f"OR purchase.id IN ({_RECKONED})) ORDER BY purchase.id DESC, purchase.allocation DESC"
)
_OF_DAY = "SELECT event FROM correction WHERE date = ?"


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("date", _("Date"), ColumnKind.DATE),
        Column("what", _("What"), ColumnKind.TEXT),
        Column("account", _("Account"), ColumnKind.TEXT),
        Column("operator", _("Operator"), ColumnKind.TEXT, apart=True),
        Column("second", _("Second"), ColumnKind.TEXT, apart=True),
        Column("old", _("Was"), ColumnKind.TEXT, apart=True),
        Column("new", _("Is"), ColumnKind.TEXT, apart=True),
        Column("moved", _("Paid otherwise"), ColumnKind.MONEY, summed=True),
        Column("amount", _("To pay more"), ColumnKind.MONEY, summed=True),
        Column("reason", _("Reason"), ColumnKind.TEXT, apart=True),
        Column("event", _("Event"), ColumnKind.TEXT, apart=True),
    )


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    for piece in pieces(db, Statement(_ROWS, which.days), watch):
        for day, what, account, operator, second, old, new, *rest, event in piece:
            if what == "dial":
                old, new = format_volume(int(old)), format_volume(int(new))
            named = str(EventId.from_key(event))
            yield (day, what, account, operator, second, old, new, *rest, named)


def _behind(db: Database, _which: Asked, row: Row) -> Statement:
    """The purchases that were reversed, paid otherwise, or cost otherwise since."""
    events = {str(EventId.from_key(key)): key for (key,) in all_rows(db, _OF_DAY, (row[0],))}
    event = events[str(row[-1])]
    return Statement(_BEHIND, (row[2], event, event))


CORRECTIONS = Report(
    name="corrections",
    title=_("Corrections"),
    about=_("What was reversed, corrected, written off; below zero the account pays less."),
    columns=_columns,
    rows=_rows,
    behind=_behind,
    plot="amount",
)
