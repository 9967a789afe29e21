"""A report as bars: day by day, or row by row."""

from __future__ import annotations

from functools import partial

from app.domain.text import _
from app.operations.report import ReportResult
from app.reports.asked import Asked
from app.reports.columns import Column, Row
from app.reports.formats.cells import cell_text
from app.reports.plotting import drawable, first_drawn, shapes
from app.screens.plot_page import PLOT_HELP, Drawing, PlotPage
from app.telling.reports import report_headline


class ReportPlot(PlotPage):
    """Of the rows as they are shown."""

    heading = _("Drawing of a report")
    help_lines = (
        _("One column as bars: days and months from left to right, other rows as lines."),
        _("Days on which nothing was sold are there too: a gap."),
        *PLOT_HELP,
    )

    def __init__(self, found: ReportResult, rows: tuple[Row, ...]) -> None:
        """``rows``: in the order in which they are shown."""
        super().__init__()
        self.found = found
        self.rows = rows

    def on_mount(self) -> None:
        """Begins with the column that says most."""
        found = self.found
        which = Asked(since=found.since, until=found.until, by=found.by)
        first = first_drawn(found.columns, found.plot)
        drawings: list[Drawing] = []
        begin = 0
        for at in drawable(found.columns) if self.rows else ():
            if at == first:
                begin = len(drawings)
            drawings += [
                Drawing(self._title(found.columns[at], shape.name), shape, self._say(at))
                for shape in shapes(found.columns, self.rows, which, at)
            ]
        self.draw(drawings, begin)

    def _title(self, column: Column, apart: str) -> str:
        title = f"{report_headline(self.found)}: {column.title}"
        return f"{title}, {apart}" if apart else title

    def _say(self, at: int) -> partial[str]:
        return partial(cell_text, self.found.columns[at], digits=self.found.digits)
