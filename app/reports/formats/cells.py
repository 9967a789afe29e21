"""How a figure of a report is written as text."""

from __future__ import annotations

from app.domain.amounts import format_money, format_volume
from app.reports.columns import Cell, Column, ColumnKind

_SHARE_DECIMALS = 1


def cell_text(column: Column, cell: Cell, digits: int) -> str:
    """With its decimals, without grouping and unit; empty where there is none."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    match column.kind:
        case ColumnKind.MONEY:
            return format_money(cell, digits)
        case ColumnKind.VOLUME:
            return format_volume(cell)
        case ColumnKind.SHARE:
            return f"{format_money(cell, _SHARE_DECIMALS)} %"
        case _:
            return str(cell)


def is_figure(column: Column) -> bool:
    """Whether it stands at the right edge of its column."""
    return column.kind not in (ColumnKind.TEXT, ColumnKind.DATE)
