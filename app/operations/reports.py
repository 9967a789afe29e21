"""Inquiry: which reports there are."""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.operation import Caller, Operation
from app.reports.catalogue import REPORTS as CATALOGUE


class ReportsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """All of them."""


class ReportLine(msgspec.Struct, frozen=True, kw_only=True):
    """A report in the list."""

    report: str
    """As it is asked for."""
    title: str
    about: str
    by: tuple[str, ...]
    """By what it can be grouped, the usual one first."""


class ReportsResult(msgspec.Struct, frozen=True, kw_only=True):
    """In the order of the catalogue."""

    reports: tuple[ReportLine, ...]


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReportsArguments) -> ReportsResult:
    """Reads nothing."""
    return ReportsResult(
        reports=tuple(
            ReportLine(report=one.name, title=one.title, about=one.about, by=one.by)
            for one in CATALOGUE.values()
        )
    )


def quote_for(look: ReportsResult, arguments: ReportsArguments) -> ReportsResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReportsResult) -> ReportsResult:
    """What there is."""
    return quote


REPORTS = Operation(
    name="reports",
    summary=_("Name all reports, and by what each can be grouped."),
    permission=Permission.REPORTS,
    arguments=ReportsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
