"""Which report is made by itself, at which occasion, as what."""

from __future__ import annotations

import enum

import msgspec

from app.domain.automatic_reports import UNCHOSEN, AutomaticReport, Occasion
from app.domain.file_forms import FileForm
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.automatic_reports import AutomaticReportSet
from app.operations.errors import UnknownRecord
from app.operations.operation import Caller, Operation
from app.operations.setting import recall_of, record, replaced
from app.reports.catalogue import REPORTS
from app.reports.errors import BadReport


class WantedForm(enum.StrEnum):
    """What it is written as, or that it is not."""

    NONE = "none"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


class SetAutomaticReportArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``report``: its name, as ``reports`` has it. ``form``: ``none`` takes it off."""

    report: str
    occasion: Occasion
    form: WantedForm
    by: str = ""
    """By what its rows are grouped; empty: the usual."""


class SetAutomaticReportLook(msgspec.Struct, frozen=True, kw_only=True):
    """By what the report can be grouped, and the event that set it last."""

    by: tuple[str, ...]
    replaces: EventId | None


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: SetAutomaticReportArguments
) -> SetAutomaticReportLook:
    """Raises UnknownRecord for a report that there is not, or that is about one account."""
    report = REPORTS.get(arguments.report)
    if report is None or report.of_account:
        raise UnknownRecord(
            _("There is no report {name} that is made by itself.").format(
                name=arguments.report[:40]
            ),
            _("Nothing was changed. `tapcard do reports` names them; none is about one account."),
        )
    subject = f"{report.name} {arguments.occasion.value}"
    with kiosk.ledger.read() as reader:
        return SetAutomaticReportLook(
            by=report.by, replaces=replaced(reader.db, SettingKind.AUTOMATIC_REPORT, subject)
        )


def quote_for(
    look: SetAutomaticReportLook, arguments: SetAutomaticReportArguments
) -> AutomaticReportSet:
    """The choice as it will be. Raises BadReport for a grouping that it has not."""
    by = arguments.by or next(iter(look.by), "")
    if by and by not in look.by:
        raise BadReport(
            _("The report {name} has no rows by {by}.").format(name=arguments.report, by=by[:40]),
            _("Nothing was changed. It has: {choices}.").format(choices=", ".join(look.by) or "-"),
        )
    form = arguments.form
    return AutomaticReportSet(
        report=arguments.report,
        occasion=arguments.occasion,
        choice=UNCHOSEN
        if form is WantedForm.NONE
        else AutomaticReport(form=FileForm(form.value), by=by),
        replaces=look.replaces,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: AutomaticReportSet) -> AutomaticReportSet:
    """Records it. Raises StaleQuote."""
    subject = f"{quote.report} {quote.occasion.value}"
    return record(kiosk, caller, quote, SettingKind.AUTOMATIC_REPORT, subject)


SET_AUTOMATIC_REPORT = Operation(
    name="set-automatic-report",
    summary=_("Choose a report that is written by itself at each shift close or month end."),
    permission=Permission.SETTINGS,
    sets=SettingKind.AUTOMATIC_REPORT,
    arguments=SetAutomaticReportArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(AutomaticReportSet),
    opened_by=("automatic_report_set",),
)
