"""Rows of a report in the order of one of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from app.reports.columns import Cell, Row

_Key: TypeAlias = tuple[int, int, str]


def ordered(rows: Sequence[Row], column: int, *, falling: bool) -> list[Row]:
    """Stable; what is not there comes last either way, numbers of people and meters by size."""
    there = [row for row in rows if row[column] is not None]
    missing = [row for row in rows if row[column] is None]
    there.sort(key=lambda row: _key(row[column]), reverse=falling)
    return there + missing


def _key(cell: Cell) -> _Key:
    if isinstance(cell, int):
        return (0, cell, "")
    text = cell or ""
    if text.isascii() and text.isdigit():
        return (0, int(text), text)
    return (1, 0, text.casefold())
