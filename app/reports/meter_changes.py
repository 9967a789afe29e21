"""Meter changes by the day of the entry, and what of the old meter's credit was made good.

Credit stands as the meter counts it: a volume, or money. What is outstanding is owed for the new
meter by now, for whatever reason. A change that was undone is among the corrections.
"""

from __future__ import annotations

from collections.abc import Iterator

from peewee import Database

from app.domain.text import _
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.listing import pieces
from app.reports.metered import NEWEST_PLAN, meter_of, money_models
from app.reports.report import Report, Statement
from app.reports.watch import Watch

_GIVEN = (
    "COALESCE((SELECT SUM(given.settles) FROM compensation given "  # noqa: S608  constants of this house
    f"JOIN plan done ON done.id = {NEWEST_PLAN} AND done.outcome = 'happened' "
    "WHERE given.allocation = fresh.id AND given.id {} fresh.id), 0)"
)
_STILL_OWED = (
    "COALESCE((SELECT SUM(quantity) FROM credit_owed WHERE credit_owed.event = ended.event "
    "AND credit_owed.allocation = fresh.id), 0)"
)
_OUTSTANDING = (
    "COALESCE((SELECT SUM(quantity) FROM credit_owed WHERE credit_owed.account = fresh.account "
    "AND credit_owed.allocation = fresh.id), 0)"
)
_ROWS = (
    f"SELECT plan.date, ended.ended, fresh.account, {meter_of('old')}, {meter_of('fresh')}, "  # noqa: S608  constants of this house
    "CAST(deed.operator AS TEXT), CAST(deed.second AS TEXT), "
    "NULLIF((SELECT SUM(amount) FROM posting WHERE posting.event = ended.event "
    "AND posting.book = 'arrears'), 0), "
    "NULLIF((SELECT -SUM(amount) FROM posting WHERE posting.event = plan.id "
    "AND posting.book = 'suspense'), 0), fresh.model, "
    f"{_GIVEN.format('=')}, {_STILL_OWED}, {_GIVEN.format('<>')}, {_OUTSTANDING} "
    "FROM allocation_end ended JOIN plan ON plan.id = ended.followed_by "
    "AND plan.kind = 'meter_change_opened' JOIN allocation fresh ON fresh.id = ended.followed_by "
    "JOIN allocation old ON old.id = ended.allocation JOIN deed ON deed.event = plan.id "
    "WHERE ended.ended IS NOT NULL AND plan.date BETWEEN ? AND ? ORDER BY plan.date, plan.id"
)


def _columns(_which: Asked) -> tuple[Column, ...]:
    volume, money = ColumnKind.VOLUME, ColumnKind.MONEY
    return (
        Column("date", _("Date"), ColumnKind.DATE),
        Column("worked", _("Changed on"), ColumnKind.DATE, apart=True),
        Column("account", _("Account"), ColumnKind.TEXT),
        Column("old_meter", _("Old meter"), ColumnKind.TEXT, apart=True),
        Column("meter", _("Meter"), ColumnKind.TEXT, apart=True),
        Column("operator", _("Operator"), ColumnKind.TEXT, apart=True),
        Column("second", _("Second"), ColumnKind.TEXT, apart=True),
        Column("arrears", _("To arrears"), money, summed=True),
        Column("fees", _("Fees paid"), money, summed=True),
        Column("due", _("Credit due"), volume, summed=True),
        Column("given", _("Given"), volume, summed=True),
        Column("outstanding", _("Outstanding"), volume, summed=True),
        Column("due_money", _("Due in money"), money, summed=True),
        Column("given_money", _("Given in money"), money, summed=True),
        Column("outstanding_money", _("Outstanding, money"), money, summed=True),
    )


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    in_money = money_models(db)
    for piece in pieces(db, Statement(_ROWS, which.days), watch):
        for *cells, model, at_once, still, later, outstanding in piece:
            credit = (at_once + still, at_once + later, max(0, outstanding))
            none = (None, None, None)
            yield (*cells, *(none + credit if model in in_money else credit + none))


METER_CHANGES = Report(
    name="meter-changes",
    title=_("Meter changes"),
    about=_("Each meter change by the day of its entry; credit outstanding is that of today."),
    columns=_columns,
    rows=_rows,
    plot="due",
)
