"""Reports whose rows are those of one statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from peewee import Database

from app.ledger.projection.merging import Row as TableRow
from app.ledger.projection.statements import stream
from app.reports.asked import Asked
from app.reports.columns import Row
from app.reports.report import Statement
from app.reports.watch import Watch

_PIECE = 500
"""Rows between two questions whether to go on."""


def pieces(db: Database, statement: Statement, watch: Watch) -> Iterator[list[TableRow]]:
    """The rows of a statement, some at a time; between them it may be given up."""
    cursor = stream(db, statement.sql, statement.values)
    while piece := list(islice(cursor, _PIECE)):
        watch.step(0, 1)
        yield piece
    watch.step(1, 1)


def rows_of(
    statement: Callable[[Asked], Statement],
) -> Callable[[Database, Asked, Watch], Iterator[Row]]:
    """The rows of a statement, one after the other."""

    def rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
        for piece in pieces(db, statement(which), watch):
            yield from piece

    return rows
