"""Meters that last told of a warning between two days: battery, valve, magnet, tamper, cards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from peewee import Database

from app.domain.cards import MeterStatus
from app.domain.text import _
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.listing import pieces
from app.reports.metered import IN_SERVICE, meter_of
from app.reports.report import Report, Statement
from app.reports.watch import Watch

_ROWS = (
    f"SELECT allocation.account, {meter_of('allocation')}, allocation.model, last_reading.date, "  # noqa: S608  constants of this house
    "last_reading.remaining, last_reading.status FROM last_reading "
    "JOIN allocation ON allocation.id = last_reading.allocation "
    "WHERE last_reading.status > 0 AND last_reading.date BETWEEN ? AND ? "
    f"AND {IN_SERVICE} ORDER BY last_reading.date, last_reading.allocation"
)
_NOW = (date.max.isoformat(),) * 3
_WARNINGS = tuple(one for one in MeterStatus if one)


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("account", _("Account"), ColumnKind.TEXT),
        Column("meter", _("Meter"), ColumnKind.TEXT),
        Column("model", _("Model"), ColumnKind.TEXT),
        Column("told", _("Told on"), ColumnKind.DATE),
        Column("remaining", _("Left"), ColumnKind.VOLUME),
        Column("warnings", _("Warnings"), ColumnKind.TEXT),
    )


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    for piece in pieces(db, Statement(_ROWS, (*which.days, *_NOW)), watch):
        for *cells, status in piece:
            yield (*cells, _warnings(status))


@cache
def _warnings(status: int) -> str:
    """By their names. Of few statuses there are many meters, and flags are slow to compare."""
    return " ".join(one.name.lower() for one in _WARNINGS if one.name and status & one)


METER_HEALTH = Report(
    name="meter-health",
    title=_("Meters with warnings"),
    about=_("Meters in service that last told of a warning, by the day on which they told it."),
    columns=_columns,
    rows=_rows,
    plot="remaining",
)
