"""The register of function cards: those made between two days, and those that were still out.

Such a card is dangerous in wrong hands, so it stays on the list until it comes back or is missed.
"""

from __future__ import annotations

from collections.abc import Iterator

from peewee import Database

from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.queries.function_cards import REGISTERED, FunctionCardState
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.listing import pieces
from app.reports.report import Report, Statement
from app.reports.watch import Watch

_ROWS = (
    "SELECT function_card.id, plan.date, function_card.function, function_card.holder, "  # noqa: S608  constants of this house
    "CAST(plan.operator AS TEXT), operator.name, CAST(function_card.second AS TEXT), plan.outcome, "
    "function_card.due_back, function_card.returned, function_card.lost, "
    "function_card.uses_left, COALESCE(function_card.lost_why, function_card.reason) "
    "FROM function_card JOIN plan ON plan.id = function_card.id "
    "LEFT JOIN operator ON operator.operator = plan.operator "
    f"WHERE {REGISTERED} AND plan.date <= ? AND (plan.date >= ? OR ("
    "(function_card.returned IS NULL OR function_card.returned > ?) "
    "AND (function_card.lost IS NULL OR function_card.lost > ?))) "
    "ORDER BY plan.date, function_card.id"
)
_STATES = {
    FunctionCardState.UNFINISHED: _("unfinished"),
    FunctionCardState.OUT: _("out"),
    FunctionCardState.OVERDUE: _("overdue"),
    FunctionCardState.RETURNED: _("returned"),
    FunctionCardState.LOST: _("lost"),
}


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("card", _("Number"), ColumnKind.TEXT),
        Column("made", _("Made on"), ColumnKind.DATE),
        Column("function", _("Function"), ColumnKind.TEXT),
        Column("holder", _("Holder"), ColumnKind.TEXT, apart=True),
        Column("operator", _("Made by"), ColumnKind.TEXT, apart=True),
        Column("name", _("Name"), ColumnKind.TEXT, apart=True),
        Column("second", _("Second"), ColumnKind.TEXT, apart=True),
        Column("state", _("State"), ColumnKind.TEXT, apart=True),
        Column("due_back", _("Due back"), ColumnKind.DATE, apart=True),
        Column("returned", _("Returned"), ColumnKind.DATE, apart=True),
        Column("lost", _("Lost"), ColumnKind.DATE, apart=True),
        Column("uses_left", _("Uses left"), ColumnKind.COUNT),
        Column("why", _("Why"), ColumnKind.TEXT, apart=True),
    )


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    first, last = which.days
    for piece in pieces(db, Statement(_ROWS, (last, first, last, last)), watch):
        for id, made, function, holder, operator, name, second, outcome, due, *rest in piece:
            returned, lost, uses_left, why = rest
            state = _STATES[_state(outcome, due, returned, lost, last)]
            card = str(EventId.from_key(id))
            who = holder, operator, name, second
            yield (card, made, function, *who, state, due, returned, lost, uses_left, why)


def _state(
    outcome: str | None, due: str, returned: str | None, lost: str | None, last: str
) -> FunctionCardState:
    """As the register says it, at the end of the last day; missed and found again is returned."""
    if returned is not None and returned <= last:
        return FunctionCardState.RETURNED
    if lost is not None and lost <= last:
        return FunctionCardState.LOST
    if outcome is None:
        return FunctionCardState.UNFINISHED
    return FunctionCardState.OVERDUE if due < last else FunctionCardState.OUT


FUNCTION_CARDS = Report(
    name="function-cards",
    title=_("Function cards"),
    about=_("Cards for meters made on these days, and those still out on the last of them."),
    columns=_columns,
    rows=_rows,
)
