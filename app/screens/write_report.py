"""A report as a file for other programs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input, Static

from app.domain.errors import TapcardError
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.given_folder import sticks
from app.operations.operation import Caller
from app.operations.report import AskedReport
from app.operations.write_report import (
    WriteReportArguments,
    WriteReportResult,
    write_watched,
)
from app.reports.watch import Watch
from app.screens.walking_form import field_around
from app.screens.watched import Watched
from app.telling.automatic_reports import FORM_NAMES
from app.telling.results import told
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Notice, Tone


class WriteReport(Watched[WriteReportResult]):
    """What form, and whereto; then it is written."""

    heading = _("Write a report")
    help_lines = (
        _("Enter on the folder writes it; a file of the same name is replaced."),
        _("The folder may be a stick. The file is there whole, or not at all."),
        _("A workbook has figures as numbers, a PDF has them as they are read here."),
        _("While it is being written, Esc gives it up. The counter sells on beside it."),
    )

    def __init__(self, asked: AskedReport) -> None:
        """``asked``: which one."""
        super().__init__()
        self.asked = asked
        options = [Option(at, name) for at, name in enumerate(FORM_NAMES.values(), start=1)]
        self.form = ChoiceField(_("Form"), id="written-as", options=options)
        self.folder = Field(_("Folder"), FieldKind.TEXT, id="folder", longest=200)
        self.choices = Static(f"\n{self.form.listing}\n", id="choices", markup=False)
        self.notice = Notice(id="notice")
        self._done: WriteReportResult | None = None
        self._works = False

    def body(self) -> ComposeResult:
        """Fields, forms, how it went."""
        yield self.form
        yield self.folder
        yield self.choices
        yield self.notice

    def on_mount(self) -> None:
        """In the first field; a stick that is in is meant."""
        self.folder.value = next(iter(sticks()), "")
        self.form.take_focus()

    def progress(self, words: str) -> None:
        """Where it will say how it went."""
        self.notice.say(Tone.NOTE, words)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the form to the folder; there it is written. Once it is, Enter leaves."""
        event.stop()
        if self._done is not None:
            self.dismiss(self._done)
        elif not self._works:
            self._take(event.input is self.folder.input)

    def _take(self, whole: bool) -> None:
        self.form.complain("")
        self.folder.complain("")
        try:
            form = list(FORM_NAMES)[self.form.choice.number - 1]
        except TapcardError as error:
            self.form.complain(f"{error.message} {error.remedy}")
            return
        if not whole:
            self.folder.take_focus()
            return
        self._works = True
        self.progress(_("It is being written. Esc gives it up."))
        asked = self.asked
        arguments = WriteReportArguments(
            report=asked.report,
            since=asked.since,
            until=asked.until,
            by=asked.by,
            folder=self.folder.value,
            form=form,
        )
        write = written(self.desk.kiosk, self.desk.caller(), arguments, self.looks_on())
        self.work(write, self._written, self._refused, alone=False)

    def _written(self, done: WriteReportResult) -> None:
        self._done = done
        said = told(self.desk.words, done)
        rows = _("{rows} rows, in {folder}.").format(rows=done.rows, folder=done.folder)
        self.notice.say(Tone.GOOD, said.headline, rows, _("Enter goes on."))

    def _refused(self, error: TapcardError) -> None:
        self._works = False
        self.notice.hush()
        self.folder.complain(f"{error.message} {error.remedy}")

    def action_back(self) -> None:
        """Out; what is written stays."""
        self.dismiss(self._done)

    def on_key(self, event: events.Key) -> None:
        """Up and Down walk."""
        if event.key not in ("up", "down") or self.focused is None:
            return
        event.stop()
        fields = (self.form, self.folder)
        upper = event.key == "up" or field_around(self.focused, fields) is None
        fields[0 if upper else 1].take_focus()


def written(
    kiosk: Kiosk, caller: Caller, arguments: WriteReportArguments, watch: Watch
) -> Callable[[], WriteReportResult]:
    """Writes it, as the command does; to be run beside the screen."""
    return partial(write_watched(watch).run, kiosk, caller, arguments)
