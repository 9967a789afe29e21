"""The X report: how the shift stands, without a sum of cash."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.domain.text import _
from app.operations.x_report import X_REPORT, XReportArguments, XReportLook, XReportResult
from app.screens.operation_screen import Finished, OperationScreen
from app.telling.results import told


class XReport(OperationScreen[XReportResult]):
    """Prints it; every one is recorded."""

    heading = _("X report")
    help_lines = (
        _("Press + to print how your shift stands. The shift stays open."),
        _("It tells no sum of cash: that comes after the count, when the shift is closed."),
        _("Each report has a number and is recorded; the Z report counts them."),
        _("No paper? It comes out as soon as the printer can; F3 prints it again."),
    )
    needs_card = False
    done_words = _("The X report goes to the printer")
    writing_words = _("One moment")
    writing_below = _("The report is made.")

    def __init__(self) -> None:
        """Nothing looked at yet."""
        super().__init__()
        self.quote: XReportLook | None = None

    def on_mount(self) -> None:
        """Looks whether a shift is open."""
        self.look()

    def look(self) -> None:
        """The open shift."""
        look = partial(X_REPORT.look, self.desk.kiosk, self.desk.caller(), XReportArguments())
        self.work(look, self._found, self.refuse)

    def _found(self, look: XReportLook) -> None:
        self.quote = look
        rows = [
            (_("Shift"), str(look.shift.id)),
            (_("Accounting date"), look.shift.accounting_date.isoformat()),
            (_("Float"), self.desk.words.money(look.shift.float_cash)),
        ]
        self.ask(rows, _("Press + to print the X report. It is recorded."))

    def action_back(self) -> None:
        """There is nothing to fill in, so back is out."""
        self._leave()

    def perform(self) -> Callable[[], Finished[XReportResult]]:
        """Records and prints it."""
        kiosk, words, caller, quote = (
            self.desk.kiosk,
            self.desk.words,
            self.desk.caller(),
            self.quote,
        )
        if quote is None:
            raise LookupError("nothing was quoted")

        def printed() -> Finished[XReportResult]:
            result = X_REPORT.perform(kiosk, caller, quote)
            return Finished(result, _("Press Enter to go on."), told(words, result).rows)

        return printed
