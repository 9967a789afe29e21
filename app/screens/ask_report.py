"""From when to when, and by what: what a report is asked for."""

from __future__ import annotations

from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input, Static

from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.local_time import local_date
from app.operations.report import AskedReport
from app.operations.reports import ReportLine
from app.screens.counter_screen import CounterScreen
from app.screens.directory import screen_named
from app.screens.inquiry_fields import day_typed
from app.screens.walking_form import field_around
from app.telling.reports import by_name
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind


class AskReport(CounterScreen[None]):
    """Left empty, it means the month so far."""

    heading = _("What the report is about")
    help_lines = (
        _("Enter makes the report. Days left empty: the month so far."),
        _("A day is typed as eight digits, year first: 20261203. Both days are in it."),
        _("A month is compared with the month before, and a year with the year before."),
        _("Up and Down go through the fields; Esc goes back to the list."),
    )

    def __init__(self, report: ReportLine) -> None:
        """``report``: which one."""
        super().__init__()
        self.report = report
        hint = "YYYY-MM-DD"
        self.since = Field(_("First day"), FieldKind.TEXT, id="since", hint=hint, longest=10)
        self.until = Field(_("Last day"), FieldKind.TEXT, id="until", hint=hint, longest=10)
        self.by = ChoiceField(_("By"), id="by")
        self.by.display = bool(report.by)
        self.about = Static(f"\n  {report.title}\n  {report.about}\n", id="hits", markup=False)
        self.choices = Static("", id="choices", markup=False)

    def body(self) -> ComposeResult:
        """What it is, the fields, what rows can be grouped by."""
        yield self.about
        yield self.since
        yield self.until
        yield self.by
        yield self.choices

    def on_mount(self) -> None:
        """Says what empty fields mean."""
        options = [Option(at, by_name(one)) for at, one in enumerate(self.report.by, start=1)]
        self.by.offer(options, usual=1)
        self.choices.update(f"\n{self.by.listing}" if options else "")
        self._fields[0].take_focus()
        self.work(partial(local_date, self.desk.kiosk), self._today, self._refused)

    def _today(self, today: object) -> None:
        last = str(today)
        empty = _("empty = {name}")
        self.since.relabel(_("First day"), empty.format(name=f"{last[:8]}01"))
        self.until.relabel(_("Last day"), empty.format(name=last))

    def _refused(self, error: TapcardError) -> None:
        self.since.complain(f"{error.message} {error.remedy}")

    @property
    def _fields(self) -> tuple[Field, ...]:
        return (self.since, self.until, self.by) if self.report.by else (self.since, self.until)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Makes it."""
        event.stop()
        read = {}
        for field in self._fields:
            field.complain("")
            try:
                read[field] = self.by.choice.number if field is self.by else day_typed(field.value)
            except TapcardError as error:
                field.complain(f"{error.message} {error.remedy}")
                return
        chosen = self.by.chosen
        asked = AskedReport(
            report=self.report.report,
            since=day_typed(self.since.value),
            until=day_typed(self.until.value),
            by="" if chosen is None else self.report.by[chosen.number - 1],
        )
        self.app.push_screen(screen_named("report-table", asked), self._came_back)

    def _came_back(self, wrong: TapcardError | None) -> None:
        """The report says what cannot be meant; it is said where it was typed."""
        if wrong is not None:
            self.until.complain(f"{wrong.message} {wrong.remedy}")

    def on_key(self, event: events.Key) -> None:
        """Up and Down walk."""
        if event.key not in ("up", "down") or self.focused is None:
            return
        event.stop()
        here = field_around(self.focused, self._fields)
        at = self._fields.index(here) if here is not None else 0
        step = 1 if event.key == "down" else -1
        self._fields[max(0, min(len(self._fields) - 1, at + step))].take_focus()
