"""What a report must say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from app.reports.asked import Asked
from app.reports.columns import Cell
from tests.reports.journal_read import Journal

Line: TypeAlias = Mapping[str, Cell]
"""A row, by the names of its columns."""


class Expected(NamedTuple):
    """Rows and totals."""

    key: tuple[str, ...]
    """Columns by which a row is known."""
    rows: Sequence[Line]
    totals: Mapping[str, int | None]
    """Of every column below which one stands; None: nothing stood in it."""


Truth: TypeAlias = Callable[[Journal, Asked], Expected]
"""Adds up from events alone what a report must say of what is asked for."""


def expected(key: tuple[str, ...], rows: Iterable[Line], summed: Iterable[str] = ()) -> Expected:
    """Rows with the totals of the columns that are ``summed``."""
    rows = list(rows)
    return Expected(key, rows, {name: _total([row[name] for row in rows]) for name in summed})


def _total(cells: Sequence[Cell]) -> int | None:
    figures = [cell for cell in cells if isinstance(cell, int)]
    return sum(figures) if figures or not cells else None
