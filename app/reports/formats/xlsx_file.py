"""A workbook of one sheet: figures as numbers with their decimals, written row by row."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.domain.text import _
from app.reports.columns import Cell, Column, ColumnKind
from app.reports.errors import BadReport, not_installed
from app.reports.running import Running

_MOST_ROWS = 1_000_000
"""A sheet has 1,048,576; head and totals are among them."""
_HEAD = 4
_WIDTH = 14
_VOLUME_DECIMALS = 3


def write_xlsx(running: Running, path: Path) -> None:
    """Writes it to a new file. Raises ReportCancelled, BadReport, OSError."""
    try:
        import xlsxwriter
        from xlsxwriter.exceptions import FileCreateError
    except ImportError as error:
        raise not_installed() from error

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            _fill(book, running)
    except FileCreateError as error:  # its name for what the system said
        (said,) = error.args
        raise said from error


def _fill(book: Any, running: Running) -> None:  # noqa: ANN401  without types
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    forms = [
        book.add_format({"num_format": _number_form(one, running.digits)})
        for one in running.columns
    ]
    sheet.set_column(0, len(running.columns) - 1, _WIDTH)
    days = f"{running.asked.since.isoformat()} - {running.asked.until.isoformat()}"
    sheet.write_string(0, 0, f"{running.utility_name}: {running.title}", bold)
    sheet.write_string(1, 0, f"{days}  {running.currency}")
    for at, column in enumerate(running.columns):
        sheet.write_string(_HEAD - 1, at, column.title, bold)
    for number, row in enumerate(running):
        if number >= _MOST_ROWS:
            raise BadReport(
                _("A sheet holds at most {most} rows.").format(most=_MOST_ROWS),
                _("No report was made. Choose fewer days, or CSV."),
            )
        _write(sheet, _HEAD + number, running, row, forms)
    totals = running.totals
    if totals is not None:
        _write(sheet, _HEAD + running.count, running, totals, forms)


def _write(
    sheet: Any,  # noqa: ANN401  without types
    at: int,
    running: Running,
    row: Sequence[Cell],
    forms: Sequence[Any],
) -> None:
    for number, (column, cell) in enumerate(zip(running.columns, row, strict=True)):
        if isinstance(cell, str):
            sheet.write_string(at, number, cell)
        elif cell is not None:
            value = Decimal(cell).scaleb(-_decimals(column, running.digits))
            sheet.write_number(at, number, value, forms[number])


def _decimals(column: Column, digits: int) -> int:
    match column.kind:
        case ColumnKind.MONEY:
            return digits
        case ColumnKind.VOLUME:
            return _VOLUME_DECIMALS
        case ColumnKind.SHARE:
            return 3  # tenths of a percent: the sheet shows a share of one as percent
        case _:
            return 0


def _number_form(column: Column, digits: int) -> str:
    if column.kind is ColumnKind.SHARE:
        return "0.0%"
    decimals = _decimals(column, digits)
    return f"0.{'0' * decimals}" if decimals else "0"
