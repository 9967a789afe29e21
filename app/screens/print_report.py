"""A report on receipt paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.domain.text import _
from app.operations.print_report import (
    PRINT_REPORT,
    PrintReportArguments,
    PrintReportQuote,
    PrintReportResult,
    print_watched,
)
from app.operations.report import AskedReport
from app.screens.operation_screen import Finished, OperationScreen, Stage
from app.screens.watched import Watched
from app.telling.results import told


class PrintReport(OperationScreen[PrintReportResult], Watched[PrintReportResult]):
    """Made first, so that its length is known."""

    heading = _("Print a report")
    help_lines = (
        _("Press + to print it: each row with its figures below it, the sums last."),
        _("More than 300 rows are a roll of paper: choose fewer days, or write a PDF."),
        _("It is information: nothing is recorded, and it is no receipt."),
    )
    needs_card = False
    card_wanted = _("It is being made. Esc gives it up.")
    done_words = _("The report goes to the printer")
    writing_words = _("One moment")
    writing_below = _("The report is printed.")

    def __init__(self, asked: AskedReport) -> None:
        """``asked``: which one."""
        super().__init__()
        self.asked = asked
        self.quote: PrintReportQuote | None = None

    def on_mount(self) -> None:
        """Makes it."""
        self.look()

    def first_stage(self) -> Stage:
        """It is made before there is anything to decide."""
        return Stage.LOOK

    def look(self) -> None:
        """The whole report."""
        asked = self.asked
        arguments = PrintReportArguments(
            report=asked.report, since=asked.since, until=asked.until, by=asked.by
        )
        operation = print_watched(self.looks_on())
        look = partial(operation.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, self._found, self.refuse, alone=False)

    def progress(self, words: str) -> None:
        """Where the result will stand."""
        self.sentence.say(words, calm=True)

    def _found(self, look: PrintReportQuote) -> None:
        self.quote = look
        rows = [
            (_("Report"), look.slip.title),
            (_("Days"), f"{look.slip.since} - {look.slip.until}"),
            (_("Rows"), str(len(look.slip.rows))),
        ]
        self.ask(rows, _("Press + to print it."))

    def action_back(self) -> None:
        """There is nothing to fill in, so back is out."""
        self._leave()

    def perform(self) -> Callable[[], Finished[PrintReportResult]]:
        """Prints it."""
        kiosk, words, caller, quote = (
            self.desk.kiosk,
            self.desk.words,
            self.desk.caller(),
            self.quote,
        )
        if quote is None:
            raise LookupError("nothing was quoted")

        def printed() -> Finished[PrintReportResult]:
            result = PRINT_REPORT.perform(kiosk, caller, quote)
            return Finished(result, _("Press Enter to go on."), told(words, result).rows)

        return printed
