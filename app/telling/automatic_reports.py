"""Reports that are made by themselves in words: what is chosen, and what became of files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.automatic_reports import Occasion
from app.domain.file_forms import FileForm
from app.domain.text import _
from app.ledger.automatic_files import Place
from app.ledger.events.automatic_reports import AutomaticReportSet
from app.ledger.events.base import Event
from app.operations.automatic_reports import (
    AutomaticFileLine,
    AutomaticReportLine,
    AutomaticReportsResult,
)
from app.reports.catalogue import REPORTS
from app.telling.reports import by_name
from app.telling.words import Row, Told, Words

OCCASION_NAMES = {
    Occasion.SHIFT_CLOSE: _("at each shift close"),
    Occasion.MONTH_END: _("at each month end"),
}
FORM_NAMES = {
    FileForm.CSV: _("Values with commas (CSV)"),
    FileForm.XLSX: _("Workbook (XLSX)"),
    FileForm.PDF: _("Sheets of A4 (PDF)"),
}
NOT_MADE = _("not by itself")
_PLACE_NAMES = {Place.FOLDER: _("for the folder"), Place.STICK: _("for a stick")}


def form_name(form: FileForm | None) -> str:
    """What it is written as."""
    return NOT_MADE if form is None else FORM_NAMES[form]


def choice_words(line: AutomaticReportLine) -> str:
    """``CSV by day``; empty where it is not made."""
    if line.form is None:
        return ""
    form = line.form.value.upper()
    return _("{form} by {group}").format(form=form, group=by_name(line.by)) if line.by else form


def file_state(line: AutomaticFileLine) -> str:
    """That it is written and when, that it waits, or that it failed."""
    if line.written is not None:
        return line.written.strftime("%Y-%m-%d %H:%M")
    return _("failed") if line.failed else _("waits")


def file_place(line: AutomaticFileLine) -> str:
    """Where it is, or where it belongs."""
    return line.folder or _PLACE_NAMES[line.place]


def _choice(_words: Words, event: AutomaticReportSet) -> list[Row]:
    return [
        (_("Written as"), form_name(event.choice.form)),
        (_("Rows by"), by_name(event.choice.by) if event.choice.by else ""),
    ]


def _set(words: Words, event: AutomaticReportSet) -> Told:
    report = REPORTS.get(event.report)
    title = event.report if report is None else report.title
    said = (
        _("{title} is not written by itself {occasion} any more.")
        if event.choice.form is None
        else _("{title} is written by itself {occasion}.")
    )
    return Told(
        said.format(title=title, occasion=OCCASION_NAMES[event.occasion]), _choice(words, event)
    )


def _found(_words: Words, found: AutomaticReportsResult) -> Told:
    rows: list[Row] = [
        (f"{one.report} {OCCASION_NAMES[one.occasion]}", choice_words(one)) for one in found.chosen
    ]
    for one in found.files:
        rows.append((one.file, f"{file_state(one)}  {one.why or file_place(one)}"))
    title = _("{chosen} reports are written by themselves. Files: {count}; page {page} of {pages}.")
    return Told(
        title.format(
            chosen=len(found.chosen), count=found.count, page=found.page, pages=found.pages
        ),
        rows,
    )


AUTOMATIC_FACTS: dict[type[Event], Callable[[Words, Any], list[Row]]] = {
    AutomaticReportSet: _choice,
}
"""As telling.settings.FACTS."""

TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    AutomaticReportSet: _set,
    AutomaticReportsResult: _found,
}
