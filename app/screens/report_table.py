"""A report as a table: sorted by any column, from a row to what stands behind it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from app.domain.errors import TapcardError
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.operation import Caller
from app.operations.report import AskedReport, ReportArguments, ReportResult, watched
from app.reports.columns import Row
from app.reports.errors import BadReport
from app.reports.formats.cells import is_figure
from app.reports.ordering import ordered
from app.reports.watch import Watch
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.screens.watched import Watched
from app.telling.reports import report_headline, row_texts
from app.widgets.figure_table import DOWN, PER_PAGE, UP, Figures, FigureTable, Head
from app.widgets.notice import Notice, Tone


def made(
    kiosk: Kiosk, caller: Caller, asked: AskedReport, watch: Watch
) -> tuple[ReportResult, Figures]:
    """The report and its table; to be made beside the screen."""
    arguments = ReportArguments(
        report=asked.report, since=asked.since, until=asked.until, by=asked.by
    )
    found = watched(watch).run(kiosk, caller, arguments)
    return found, table_of(found, found.rows)


def table_of(found: ReportResult, rows: tuple[Row, ...] | list[Row]) -> Figures:
    """Rows of a report as text, with its sums below them."""
    return Figures.of(
        tuple(Head(column.title, is_figure(column)) for column in found.columns),
        [row_texts(found, row) for row in rows],
        None if found.totals is None else row_texts(found, found.totals),
    )


def sorted_by(found: ReportResult, column: int, *, falling: bool) -> tuple[list[Row], Figures]:
    """Its rows by a column, and their table; to be made beside the screen."""
    rows = ordered(found.rows, column, falling=falling)
    return rows, table_of(found, rows)


class ReportTable(Watched[TapcardError]):
    """Made when it is opened; gives back what could not be meant."""

    heading = _("Report")
    help_lines = (
        _("Left and Right, or the point, choose a column; * sorts by it, and the other way."),
        _("Up and Down choose a row; Enter, or its digit, shows the purchases behind it."),
        _("0 or PgDn shows more rows, PgUp those before. The sums below are of all rows."),
        _("+ prints it, writes it for other programs, or draws it."),
        _("While it is being made, Esc gives it up. The counter sells on beside it."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self, asked: AskedReport) -> None:
        """``asked``: which report."""
        super().__init__()
        self.asked = asked
        self.title_line = Static("", id="title", markup=False)
        self.table = FigureTable(id="table")
        self.below = Static("", id="below", markup=False)
        self.notice = Notice(id="notice")
        self.found: ReportResult | None = None
        self.rows: list[Row] = []
        """As they are shown."""
        self._wrong: TapcardError | None = None

    def body(self) -> ComposeResult:
        """What it is, the table, what keys do."""
        yield self.title_line
        yield self.table
        yield self.below
        yield self.notice

    def on_mount(self) -> None:
        """Begins to make it."""
        self.progress(_("It is being made. Esc gives it up."))
        make = partial(made, self.desk.kiosk, self.desk.caller(), self.asked, self.looks_on())
        self.work(make, self._made, self._refused, alone=False)

    def progress(self, words: str) -> None:
        """Where the title will stand."""
        if self.found is None:
            self.title_line.update(f"\n  {words}")

    def _refused(self, error: TapcardError) -> None:
        if isinstance(error, BadReport):
            self.dismiss(error)
            return
        self.title_line.update("")
        self.notice.say(Tone.NOTE, error.message, error.remedy)

    def _made(self, outcome: tuple[ReportResult, Figures]) -> None:
        self.found, figures = outcome
        self.rows = list(self.found.rows)
        self.title_line.update(f"  {report_headline(self.found)}\n")
        self.table.show(figures)
        self._tell()
        self.refresh_bindings()

    def _tell(self) -> None:
        """What stands below the table."""
        found = self.found
        if found is None:
            return
        lines = []
        if not found.count:
            lines.append(_("There is nothing of these days."))
        elif self.table.pages > 1:
            page = _("Page {page} of {pages}. 0 shows the next one.")
            lines.append(page.format(page=self.table.page + 1, pages=self.table.pages))
        if not found.whole:
            first = _("The first {shown} of {count} rows; a file has all of them.")
            lines.append(first.format(shown=len(found.rows), count=found.count))
        if found.count and found.leads_on:
            lines.append(_("Enter or a digit shows the purchases behind a row."))
        if found.count:
            lines.append(_("Left, Right or . choose a column, * sorts by it."))
        lines.append(_("+ prints, writes a file, draws."))
        self.below.update("\n" + "\n".join(f"  {line}" for line in lines))

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are several."""
        if action in ("more", "less"):
            return self.found is not None and self.table.pages > 1
        return super().check_action(action, parameters)

    def action_more(self) -> None:
        """The next page; after the last one the first."""
        self.table.turn(1)
        self._tell()

    def action_less(self) -> None:
        """The page before."""
        self.table.turn(-1)
        self._tell()

    def on_key(self, event: events.Key) -> None:
        """Rows up and down, columns left and right; the point is a keypad's Right."""
        if self.found is None:
            return
        table = self.table
        match event.key:
            case "up" | "down":
                table.walk(1 if event.key == "down" else -1)
            case "left" | "right":
                table.step(1 if event.key == "right" else -1)
            case "full_stop":
                table.step(1, around=True)
            case "asterisk":
                self._sort(self.found)
            case "plus":
                self.app.push_screen(screen_named("report-more", self.found, tuple(self.rows)))
            case "enter":
                self._open(self.found, table.line)
            case "0" if table.pages > 1:
                self.action_more()
            case key if key.isdecimal():
                self._open(self.found, int(key) - 1)
            case _:
                return
        event.stop()

    def _sort(self, found: ReportResult) -> None:
        """By the chosen column: figures from the largest, words from the first; then the other."""
        self.notice.hush()
        if not found.whole:
            self.notice.say(
                Tone.NOTE,
                _("Not all rows are here, so they cannot be sorted."),
                _("Choose fewer days, or write a file."),
            )
            return
        table, column = self.table, self.table.column
        falls = is_figure(found.columns[column])
        if table.sorted_by == column:
            falls = table.order == UP
        table.sorted_by, table.order = column, DOWN if falls else UP
        order = partial(sorted_by, found, column, falling=falls)
        self.work(order, self._sorted, self._refused, alone=False)

    def _sorted(self, outcome: tuple[list[Row], Figures]) -> None:
        self.rows, figures = outcome
        self.table.show(figures)
        self._tell()

    def _open(self, found: ReportResult, at: int) -> None:
        if not self.table.choose(at):
            return
        if not found.leads_on:
            self.notice.say(Tone.NOTE, _("This report does not lead on to purchases."))
            return
        row = self.rows[self.table.page * PER_PAGE + at]
        self.app.push_screen(screen_named("purchases-behind", found, row))
