"""Runs a report on one state of the tables: rows as they come, totals when they are through.

It only reads, on a connection of its own: a sale goes on beside it. Nothing is kept of a row that
was handed on, so memory does not grow with the report.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from peewee import Database

from app.domain.text import _
from app.ledger.projection.statements import all_rows
from app.ledger.projection.stopping import Stopped, stoppable
from app.ledger.queries import accounts, settings
from app.reports.asked import Asked
from app.reports.columns import Cell, Row
from app.reports.errors import BadReport
from app.reports.report import Report
from app.reports.watch import Watch, cancelled

UNWATCHED = Watch()


class Running:
    """A report that is being made: iterate over it once, then ask for its totals."""

    def __init__(
        self, db: Database, report: Report, which: Asked, watch: Watch = UNWATCHED
    ) -> None:
        """Nothing is read yet. Raises BadReport where it cannot be asked for so."""
        self.report = report
        self.asked = _grouped(report, which)
        _require_account(db, report, which.account)
        self.columns = report.columns(self.asked)
        utility = settings.utility(db)
        self.digits = utility.currency_digits
        self.currency = utility.currency
        self.utility_name = utility.utility_name
        self.count = 0
        """Rows so far."""
        self._db = db
        self._watch = watch
        self._totals: list[int | None] = [None] * len(self.columns)

    def __iter__(self) -> Iterator[Row]:
        """Its rows. Raises ReportCancelled."""
        summed = [at for at, column in enumerate(self.columns) if column.summed]
        try:
            with stoppable(self._db, self._watch.wanted_no_more):
                for row in self.report.rows(self._db, self.asked, self._watch):
                    for at in summed:
                        cell = row[at]
                        if cell is not None:
                            self._totals[at] = (self._totals[at] or 0) + int(cell)
                    self.count += 1
                    yield row
        except Stopped as error:
            raise cancelled() from error

    @property
    def title(self) -> str:
        """What stands above it; the account that it is about with it."""
        return f"{self.report.title} {self.asked.account}".strip()

    @property
    def totals(self) -> Row | None:
        """The sums of all rows so far; None where no column has one.

        Nothing stands below a column in which nothing stood.
        """
        if not any(column.summed for column in self.columns):
            return None
        none = None if self.count else 0
        cells: list[Cell] = [
            (none if total is None else total) if column.summed else None
            for column, total in zip(self.columns, self._totals, strict=True)
        ]
        if cells[0] is None:
            cells[0] = _("Total")
        return tuple(cells)


def purchases_behind(
    db: Database,
    report: Report,
    which: Asked,
    row: Row,
    *,
    most: int | None = None,
    skip: int = 0,
) -> list[tuple[int, int]]:
    """The purchases that a row counts, as (event key, allocation key), newest first.

    ``most``: how many at most, after ``skip`` others; None: all.
    """
    if report.behind is None:
        return []
    statement = report.behind(db, _grouped(report, which), row)
    part = "" if most is None else f" LIMIT {most} OFFSET {skip}"
    found = all_rows(db, statement.sql + part, statement.values)
    return [(int(id), int(allocation)) for id, allocation in found]


def _grouped(report: Report, which: Asked) -> Asked:
    by = which.by or next(iter(report.by), "")
    if by and by not in report.by:
        raise BadReport(
            _("The report {name} has no rows by {by}.").format(name=report.name, by=by),
            _("No report was made. It has: {choices}.").format(choices=", ".join(report.by) or "-"),
        )
    return msgspec.structs.replace(which, by=by)


def _require_account(db: Database, report: Report, account: str) -> None:
    if not report.of_account:
        return
    if not account:
        raise BadReport(
            _("The report {name} is about one account.").format(name=report.name),
            _("No report was made. Name the account (--account)."),
        )
    if accounts.account(db, account) is None:
        raise BadReport(
            _("There is no account {account}.").format(account=account),
            _("No report was made. Check the number."),
        )
