"""Sheets of A4 across: the head of the table on each, figures at the right edge, totals last."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.text import _
from app.printing.columns import printable
from app.reports.columns import Cell
from app.reports.errors import BadReport, not_installed
from app.reports.formats.cells import cell_text, is_figure
from app.reports.running import Running

if TYPE_CHECKING:
    from fpdf import FPDF

_MOST_ROWS = 20_000
"""A PDF is kept in memory until it is whole."""
_FONTS = ("DejaVuSans.ttf", "NotoSans-Regular.ttf")
_FONT = "report"
_SIZE, _TITLE_SIZE = 8, 13
_LINE = 5
"""Millimetres."""


def write_pdf(running: Running, path: Path) -> None:
    """Writes it to a file. Raises ReportCancelled, BadReport, OSError."""
    try:
        from fpdf import FPDF
        from fpdf.fonts import FontFace
    except ImportError as error:
        raise not_installed() from error

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    pdf = FPDF(orientation="landscape", format="A4")
    pdf.set_title(running.title)
    _take_font(pdf)
    pdf.add_page()
    pdf.set_font(size=_TITLE_SIZE)
    pdf.cell(
        text=printable(f"{running.utility_name}: {running.title}"),
        new_x="LMARGIN",
        new_y="NEXT",
    )
    pdf.set_font(size=_SIZE)
    days = f"{running.asked.since.isoformat()} - {running.asked.until.isoformat()}"
    pdf.cell(text=f"{days}   {running.currency}", new_x="LMARGIN", new_y="NEXT")
    pdf.cell(text=printable(running.report.about), new_x="LMARGIN", new_y="NEXT")
    pdf.ln(_LINE)
    edges = tuple("RIGHT" if is_figure(one) else "LEFT" for one in running.columns)
    plain = FontFace(emphasis="")
    with pdf.table(text_align=edges, line_height=_LINE, headings_style=plain) as table:
        for line in _lines(running):
            table.row(line)
    pdf.output(str(path))


def _lines(running: Running) -> Iterator[list[str]]:
    yield [column.title for column in running.columns]
    for row in running:
        if running.count > _MOST_ROWS:
            raise BadReport(
                _("A PDF holds at most {most} rows.").format(most=_MOST_ROWS),
                _("No report was made. Choose fewer days, or CSV or XLSX."),
            )
        yield _texts(running, row)
    totals = running.totals
    if totals is not None:
        yield _texts(running, totals)


def _texts(running: Running, row: tuple[Cell, ...]) -> list[str]:
    return [
        printable(cell_text(column, cell, running.digits))
        for column, cell in zip(running.columns, row, strict=True)
    ]


def _take_font(pdf: FPDF) -> None:
    """The machine's fonts for what PDF's own have no letters for."""
    from PIL import ImageFont

    found = []
    for name in _FONTS:
        try:
            found.append(ImageFont.truetype(name).path)
        except OSError:
            continue
    if not found:
        pdf.set_font("helvetica")
        return
    for number, path in enumerate(found):
        pdf.add_font(_FONT if not number else f"{_FONT}{number}", fname=str(path))
    pdf.set_font(_FONT)
    pdf.set_fallback_fonts([f"{_FONT}{number}" for number in range(1, len(found))])
