"""Columns of reports: what a figure is, so that every form writes it alike."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TypeAlias

Cell: TypeAlias = int | str | None
"""Integers of the smallest unit, texts, days as the tables have them; None: there is none."""
Row: TypeAlias = tuple[Cell, ...]


class ColumnKind(enum.StrEnum):
    """What stands in a column."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    MONEY = "money"
    """Minor units of the ledger's currency."""
    VOLUME = "volume"
    """Thousandths of the unit of what is metered."""
    SHARE = "share"
    """Tenths of a percent."""


@dataclass(frozen=True)
class Column:
    """One column of a report."""

    name: str
    """For machines: the head of the column in CSV."""
    title: str
    """For people."""
    kind: ColumnKind
    summed: bool = False
    """Whether a total stands below it."""
    apart: bool = False
    """Whether paper has it on a line of its own with its title, not among a row's first words."""
