"""A report on a receipt printer's paper, 32 or 48 columns wide, as a document."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version

from peewee import Database

from app.domain.identity import Node, kiosk_name
from app.domain.text import _
from app.domain.training import is_training
from app.ledger.queries import settings
from app.printing.documents import Letterhead, ReportRow, ReportSlip, time_text
from app.reports.columns import Cell
from app.reports.errors import BadReport
from app.reports.formats.cells import cell_text, is_figure
from app.reports.running import Running

_MOST_ROWS = 300
"""More would be a roll of paper."""


def slip_of(running: Running, db: Database, node: Node, now: datetime) -> ReportSlip:
    """The document. Raises ReportCancelled, BadReport."""
    rows = []
    for row in running:
        if running.count > _MOST_ROWS:
            raise BadReport(
                _("More than {most} rows would be printed.").format(most=_MOST_ROWS),
                _("No report was made. Choose fewer days, or PDF."),
            )
        rows.append(_row(running, row))
    totals = running.totals
    utility = settings.utility(db)
    return ReportSlip(
        letterhead=Letterhead(
            utility_name=utility.utility_name,
            utility_address=utility.utility_address,
            tax_number=utility.tax_number,
            kiosk=kiosk_name(node),
            program=f"Tapcard {version('tapcard')}",
            training=is_training(node),
            currency=utility.currency,
            currency_digits=utility.currency_digits,
        ),
        number=running.report.name,
        issued_at=time_text(now),
        operator="-",
        title=running.title,
        about=running.report.about,
        since=running.asked.since.isoformat(),
        until=running.asked.until.isoformat(),
        rows=tuple(rows),
        totals=None if totals is None else _row(running, totals),
    )


def _row(running: Running, row: tuple[Cell, ...]) -> ReportRow:
    """Words beside each other, and below them with its name what is a figure, or stands apart."""
    cells = [
        (column, cell_text(column, cell, running.digits))
        for column, cell in zip(running.columns, row, strict=True)
    ]
    named = [column.apart or is_figure(column) for column in running.columns]
    words = [text for (_column, text), apart in zip(cells, named, strict=True) if not apart]
    figures = [
        (column.title, text)
        for (column, text), apart in zip(cells, named, strict=True)
        if apart and text
    ]
    return ReportRow(words=" ".join(filter(None, words)), figures=tuple(figures))
