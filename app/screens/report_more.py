"""What else can be done with a report, by digits."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.report import ReportResult
from app.reports.columns import Row
from app.screens.choices import Choice, Choices
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.widgets.notice import Tone


class ReportMore(Choices):
    """Opened from its table."""

    heading = _("With this report")
    help_lines = (
        _("Press the digit of what is to be done; Esc goes back to the table."),
        _("On paper it has its rows one below the other, as the roll is narrow: 300 at most."),
        _("A file has all of them: CSV, a workbook, or sheets of A4 as PDF."),
        _("A drawing shows one column: day by day, or row by row."),
    )
    choices = (
        Choice("1", _("Draw it"), "report-plot", Permission.REPORTS),
        Choice("2", _("Write a file: CSV, workbook, PDF"), "write-report", Permission.REPORTS),
        Choice("3", _("Print it on receipt paper"), "print-report", Permission.REPORTS),
    )

    def __init__(self, found: ReportResult, rows: tuple[Row, ...]) -> None:
        """``rows``: in the order in which they are shown."""
        super().__init__()
        self.found = found
        self.rows = rows

    def on_mount(self) -> None:
        """Who misses a printer is told what there is."""
        if not self.desk.offers("print-report"):
            self.notice.say(Tone.NOTE, _("There is no printer here: write a PDF and print that."))

    def screen_for(self, choice: Choice) -> AnyScreen:
        """A drawing shows what is there; papers and files are made anew."""
        if choice.screen == "report-plot":
            return screen_named(choice.screen, self.found, self.rows)
        return screen_named(choice.screen, self.found.again)

    def came_back(self, result: object) -> None:
        """What was done ends at the table."""
        if result is not None:
            self.dismiss(None)
