"""What of a report can be drawn: its figures beside each other, day by day or row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.reports.asked import Asked, month_by_month
from app.reports.columns import Column, ColumnKind, Row

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_APART = "utility"
"""Column by which figures are never added up: a volume of water and one of gas."""
_DRAWN = (ColumnKind.MONEY, ColumnKind.COUNT, ColumnKind.VOLUME)
_WORDS = (ColumnKind.TEXT, ColumnKind.DATE)
_MOST_DAYS = 800
"""More days are not drawn one by one where nothing happened."""


@dataclass(frozen=True)
class Bar:
    """One figure and what it is about."""

    label: str
    value: int


@dataclass(frozen=True)
class Shape:
    """Bars that belong together."""

    name: str
    """What sets them apart from others, the utility kind; empty where nothing does."""
    bars: tuple[Bar, ...]
    timed: bool
    """Whether the labels are days or months, none of them left out."""


def drawable(columns: Sequence[Column]) -> list[int]:
    """Which columns have figures that can stand beside each other."""
    return [
        at
        for at, column in enumerate(columns)
        if column.kind in _DRAWN and (column.summed or column.kind is ColumnKind.VOLUME)
    ]


def first_drawn(columns: Sequence[Column], wanted: str) -> int | None:
    """The column to begin with, by its name; None: there is none."""
    return next((at for at in drawable(columns) if columns[at].name == wanted), None)


def shapes(
    columns: Sequence[Column], rows: Sequence[Row], which: Asked, at: int
) -> tuple[Shape, ...]:
    """The figures of column ``at``: by day or month where that comes first in a row, else each."""
    apart = next((at for at, one in enumerate(columns) if one.name == _APART), None)
    timed = bool(rows) and all(_is_time(str(row[0])) for row in rows)
    if not timed:
        words = [at for at, one in enumerate(columns) if one.kind in _WORDS]
        return (Shape("", tuple(_bar(row, words, at) for row in rows), timed=False),)
    sums: dict[str, dict[str, int]] = {}
    for row in rows:
        of = sums.setdefault("" if apart is None else str(row[apart] or ""), {})
        of[str(row[0])] = of.get(str(row[0]), 0) + int(row[at] or 0)
    return tuple(
        Shape(name, tuple(Bar(label, found.get(label, 0)) for label in _labels(found, which)), True)
        for name, found in sums.items()
    )


def _bar(row: Row, words: Sequence[int], at: int) -> Bar:
    return Bar(" ".join(str(row[one]) for one in words if row[one]), int(row[at] or 0))


def _is_time(text: str) -> bool:
    return bool(_DAY.fullmatch(text) or _MONTH.fullmatch(text))


def _labels(found: dict[str, int], which: Asked) -> list[str]:
    """All days or months that were asked for: where nothing was sold, a gap shows it."""
    days = (which.until - which.since).days
    whole: Iterator[str] = iter(())
    if all(map(_DAY.fullmatch, found)) and days <= _MOST_DAYS:
        whole = ((which.since + timedelta(days=at)).isoformat() for at in range(days + 1))
    elif all(map(_MONTH.fullmatch, found)):
        whole = (piece.since.isoformat()[:7] for piece in month_by_month(which))
    return sorted({*whole, *found})
