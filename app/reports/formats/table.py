"""A table on a terminal: columns as wide as their widest cell."""

from __future__ import annotations

from collections.abc import Iterator

from app.printing.columns import columns_of, printable
from app.reports.columns import Cell
from app.reports.formats.cells import cell_text, is_figure
from app.reports.running import Running


def table_lines(running: Running) -> Iterator[str]:
    """Title, heads, rows, totals. Raises ReportCancelled."""
    days = f"{running.asked.since.isoformat()} - {running.asked.until.isoformat()}"
    yield f"{running.title}  {days}  {running.currency}"
    lines = [[column.title for column in running.columns]]
    lines += [_texts(running, row) for row in running]
    totals = running.totals
    if totals is not None:
        lines.append(_texts(running, totals))
    widths = [max(map(columns_of, cells)) for cells in zip(*lines, strict=True)]
    for line in lines:
        padded = [
            _padded(text, width, right=is_figure(column))
            for text, width, column in zip(line, widths, running.columns, strict=True)
        ]
        yield "  ".join(padded).rstrip()


def _texts(running: Running, row: tuple[Cell, ...]) -> list[str]:
    return [
        printable(cell_text(column, cell, running.digits))
        for column, cell in zip(running.columns, row, strict=True)
    ]


def _padded(text: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - columns_of(text))
    return blanks + text if right else text + blanks
