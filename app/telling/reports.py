"""Reports in words: their cells, and what was printed and written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.amounts import format_volume
from app.domain.text import _
from app.operations.account_months import AccountMonthsResult
from app.operations.print_report import PrintReportResult
from app.operations.report import ReportResult
from app.operations.reports import ReportsResult
from app.operations.write_report import WriteReportResult
from app.reports.columns import Row
from app.reports.formats.cells import cell_text, is_figure
from app.telling.words import Row as Line
from app.telling.words import Told, Words

_BY_NAMES = {
    "day": _("day"),
    "month": _("month"),
    "year": _("year"),
    "operator": _("operator"),
    "region": _("region"),
    "region-1": _("region, the widest"),
    "region-2": _("region, one level down"),
    "region-3": _("region, two levels down"),
    "region-4": _("region, three levels down"),
    "region-5": _("region, four levels down"),
    "region-6": _("region, five levels down"),
    "class": _("tariff class"),
    "kind": _("utility kind"),
    "model": _("meter model"),
    "meter": _("meter"),
    "shift": _("shift"),
    "kiosk": _("kiosk"),
}


def by_name(by: str) -> str:
    """By what rows are grouped."""
    return _BY_NAMES[by]


def report_headline(found: ReportResult) -> str:
    """``Sales, by day  2026-11-01 - 2026-11-27  KES``."""
    title = found.title
    if found.by:
        title = _("{title}, by {group}").format(title=title, group=by_name(found.by))
    return f"{title}  {found.since.isoformat()} - {found.until.isoformat()}  {found.currency}"


def row_texts(found: ReportResult, row: Row) -> tuple[str, ...]:
    """The cells of a row, or of the totals, as they are read."""
    return tuple(
        cell_text(column, cell, found.digits)
        for column, cell in zip(found.columns, row, strict=True)
    )


def row_words(found: ReportResult, row: Row) -> str:
    """What a row is about: its cells that are no figures."""
    texts = row_texts(found, row)
    words = [
        text
        for column, text in zip(found.columns, texts, strict=True)
        if text and not is_figure(column)
    ]
    return " ".join(words)


def _report(_words: Words, found: ReportResult) -> Told:
    rows = [_line(found, row) for row in found.rows]
    if not found.whole:
        rest = _("{count} rows more").format(count=found.count - len(found.rows))
        rows.append((rest, _("in a file: write-report")))
    if found.totals is not None:
        rows.append(_line(found, found.totals))
    return Told(report_headline(found), rows)


def _line(found: ReportResult, row: Row) -> Line:
    figures = [
        f"{column.title} {text}"
        for column, text in zip(found.columns, row_texts(found, row), strict=True)
        if text and is_figure(column)
    ]
    return row_words(found, row), ", ".join(figures) or "-"


def _reports(_words: Words, found: ReportsResult) -> Told:
    return Told(
        _("Reports: {count}").format(count=len(found.reports)),
        [(one.report, f"{one.title}. {one.about}") for one in found.reports],
    )


def _printed(_words: Words, done: PrintReportResult) -> Told:
    return Told(
        _("{title} goes to the printer.").format(title=done.title),
        [
            (_("Days"), f"{done.since.isoformat()} - {done.until.isoformat()}"),
            (_("Rows"), str(done.rows)),
        ],
    )


def _written(_words: Words, done: WriteReportResult) -> Told:
    return Told(
        _("{file} is written.").format(file=done.file),
        [(_("Folder"), done.folder), (_("Rows"), str(done.rows))],
    )


def _months(words: Words, found: AccountMonthsResult) -> Told:
    rows = [
        (f"{one.month} {one.kind}", f"{format_volume(one.volume)}  {words.money(one.charged)}")
        for one in found.months
        if one.purchases
    ]
    return Told(_("Account {number}").format(number=found.account), rows)


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    ReportsResult: _reports,
    ReportResult: _report,
    PrintReportResult: _printed,
    WriteReportResult: _written,
    AccountMonthsResult: _months,
}
