"""Pre-printed numbers in the report of numbers: used, spoiled, void, passed over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from peewee import Database

from app.domain.identity import Stamp, kiosk_name
from app.domain.invoice_stock import Assignment, Holder, still_assigned
from app.domain.spans import Span, common, together, without
from app.ledger.projection.statements import all_rows
from app.ledger.projection.tables.invoice_stock import InvoiceDeed
from app.ledger.queries import invoice_stock
from app.ledger.queries.reading import value
from app.reports.columns import Row

PAPER, PASSED = "invoice", "passed over"
_DONE = (
    "SELECT what, first, last, kiosk, operator FROM invoice_range WHERE at >= ? AND at < ? "
    "ORDER BY what, first, event"
)
# Of the shifts that were open on the days, and of no shift: their papers are found by index.
_USED = (
    "SELECT kiosk, operator, MIN(number), MAX(number) FROM (SELECT kiosk, operator, number, "
    "number - DENSE_RANK() OVER (PARTITION BY kiosk, operator ORDER BY number) AS run "
    "FROM invoice_use WHERE number IS NOT NULL AND at >= ? AND at < ? AND (shift IS NULL OR shift "
    "IN (SELECT id FROM shift WHERE opened_at < ? AND (closed_at IS NULL OR closed_at >= ?)))"
    ") AS numbered GROUP BY kiosk, operator, run ORDER BY kiosk, operator, MIN(number)"
)
_GIVEN = (
    "SELECT first, last, kiosk, operator FROM invoice_range "
    "WHERE what = 'assigned' AND first <= ? AND last >= ? ORDER BY at, event"
)
_BEFORE = (
    "SELECT MAX(number) FROM invoice_use WHERE number BETWEEN ? AND ? AND kiosk = ? "
    "AND operator = ? AND at < ?"
)
_RUNS = (
    "SELECT MIN(number), MAX(number) FROM (SELECT number, "
    "number - DENSE_RANK() OVER (ORDER BY number) AS run FROM invoice_use "
    "WHERE number BETWEEN ? AND ?) AS numbered GROUP BY run ORDER BY 1"
)


def preprinted_rows(db: Database, begin: Stamp, end: Stamp) -> Iterator[Row]:
    """Ranges by whom they belong to, as rows of the report: what happened between two stamps."""
    used: defaultdict[Holder, list[Span]] = defaultdict(list)
    for kiosk, operator, first, last in all_rows(db, _USED, (begin, end, end, begin)):
        used[Holder(kiosk, operator)].append(Span(first, last))
    for holder, spans in used.items():
        for span in spans:
            yield _row("used", span, *holder)
        for span in _passed(db, holder, spans, begin):
            yield _row(PASSED, span, *holder)
    for what, first, last, kiosk, operator in all_rows(db, _DONE, (begin, end)):
        yield _row(what, Span(first, last), kiosk, operator)


def _row(state: str, span: Span, kiosk: int | None, operator: int | None) -> Row:
    place = "" if kiosk is None else kiosk_name(kiosk)
    series = place if operator is None else f"{place} {operator}".strip()
    return (PAPER, series, state, span.first, span.last, span.size)


def _passed(db: Database, holder: Holder, used: list[Span], begin: Stamp) -> tuple[Span, ...]:
    """Numbers of a holder below the last one used, above the one used before, and not told of."""
    reach = Span(used[0].first, used[-1].last)
    given = [
        Assignment(Span(first, last), Holder(kiosk, operator))
        for first, last, kiosk, operator in all_rows(db, _GIVEN, (reach.last, reach.first))
    ]
    missing: list[Span] = []
    for at, one in enumerate(given):
        if one.holder != holder:
            continue
        for piece in still_assigned(given, at):
            taken = common([piece], used)
            if taken:
                before = value(db, _BEFORE, (*piece, *holder, begin))
                start = piece.first if before is None else int(before) + 1
                between = [Span(start, taken[-1].last)] if start <= taken[-1].last else []
                missing += without(between, taken)
    return without(missing, [told for span in missing for told in _told_of(db, span)])


def _told_of(db: Database, span: Span) -> tuple[Span, ...]:
    """What of it was used by anybody, spoiled or declared void."""
    gone = (
        *invoice_stock.spans(db, InvoiceDeed.SPOILED, span),
        *invoice_stock.spans(db, InvoiceDeed.VOID, span),
    )
    return together((*gone, *(Span(*row) for row in all_rows(db, _RUNS, span))))
