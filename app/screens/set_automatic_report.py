"""When one report is written by itself, and as what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.automatic_reports import Occasion
from app.domain.text import _
from app.ledger.events.automatic_reports import AutomaticReportSet
from app.operations.automatic_reports import AutomaticReportLine
from app.operations.set_automatic_report import SET_AUTOMATIC_REPORT, WantedForm
from app.screens.setting_form import SettingForm
from app.telling.automatic_reports import FORM_NAMES, NOT_MADE, OCCASION_NAMES
from app.telling.reports import by_name
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field
from app.widgets.rows import Row


class SetAutomaticReport(SettingForm[AutomaticReportSet]):
    """When, as what, by what."""

    heading = _("A report written by itself")
    help_lines = (
        _("At each shift close: of the shift's days, once it is closed here. At each month end:"),
        _("of the whole month, on the first day of a later one on which the counter runs."),
        _("Each report has one form at each of the two. 'Not by itself' takes it off: what was"),
        _("written stays, and what still waits is not written any more."),
        _("The review shows what changes from what; then press +. It counts from then on."),
    )
    operation: ClassVar = SET_AUTOMATIC_REPORT

    def __init__(self, report: AutomaticReportLine) -> None:
        """``report``: which one."""
        self._report = report
        self.occasion = ChoiceField(_("When"), id="occasion")
        self.form = ChoiceField(_("Written as"), id="written-as")
        self.by = ChoiceField(_("Rows by"), id="by")
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Rows are grouped where the report knows several ways."""
        return (self.occasion, self.form, *([self.by] if self._report.groupings else []))

    def look(self) -> None:
        """What there is to choose."""
        self.facts.show(self.named())
        _offer(self.occasion, OCCASION_NAMES.values())
        _offer(self.form, (NOT_MADE, *FORM_NAMES.values()))
        names = [Option(at, by_name(by)) for at, by in enumerate(self._report.groupings, start=1)]
        self.by.offer(names, 1)
        super().look()

    def check(self, field: Field) -> None:
        """What is chosen is in its list."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def texts(self) -> dict[str, str]:
        """What was chosen."""
        groupings = self._report.groupings
        return {
            "report": self._report.report,
            "occasion": list(Occasion)[self.occasion.choice.number - 1].value,
            "form": list(WantedForm)[self.form.choice.number - 1].value,
            "by": groupings[self.by.choice.number - 1] if groupings else "",
        }

    def named(self) -> Sequence[Row]:
        """Which report."""
        return ((_("Report"), self._report.title),)


def _offer(field: ChoiceField, names: Iterable[str]) -> None:
    field.offer([Option(at, name) for at, name in enumerate(names, start=1)])
