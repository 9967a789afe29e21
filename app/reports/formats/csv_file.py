"""Comma-separated values, UTF-8: a line of names, the rows, the totals last."""

from __future__ import annotations

import csv
from typing import TextIO

from app.domain.spreadsheets import harmless
from app.reports.columns import Cell, Column, ColumnKind
from app.reports.formats.cells import cell_text
from app.reports.running import Running


def write_csv(running: Running, out: TextIO) -> None:
    """Writes it row by row. Raises ReportCancelled, OSError."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in running.columns])
    for row in running:
        writer.writerow(_cells(running, row))
    totals = running.totals
    if totals is not None:
        writer.writerow(_cells(running, totals))


def _cells(running: Running, row: tuple[Cell, ...]) -> list[str]:
    return [
        _safe(column, cell_text(column, cell, running.digits))
        for column, cell in zip(running.columns, row, strict=True)
    ]


def _safe(column: Column, text: str) -> str:
    """Words that somebody typed are no formula for whoever opens the file; figures may be."""
    return harmless(text) if column.kind is ColumnKind.TEXT else text
