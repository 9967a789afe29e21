"""The purchases behind a row of a report."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.domain.text import _
from app.operations.purchases_behind import PURCHASES_BEHIND, PurchasesBehindArguments
from app.operations.report import ReportResult
from app.reports.columns import Row
from app.screens.inquiry_list import LIST_HELP, Found, Line
from app.screens.purchases import Purchases
from app.telling.inquiry import purchase_cells
from app.telling.reports import row_words
from app.widgets.field import Field


class PurchasesBehind(Purchases):
    """Newest first, as inquiries show purchases."""

    heading = _("Purchases behind a row")
    help_lines = (
        _("The purchases that a row of the report counts, the newest first."),
        _("What was given back is counted by its refund: its purchase stands here as well."),
        *LIST_HELP[1:],
    )

    def __init__(self, found: ReportResult, row: Row) -> None:
        """``row``: one of the report's."""
        self.about = f"{found.title}: {row_words(found, row)}"
        asked = found.again
        self._asked = PurchasesBehindArguments(
            report=asked.report,
            since=asked.since,
            until=asked.until,
            by=asked.by,
            row=msgspec.json.encode(row).decode(),
        )
        super().__init__()

    def fields(self) -> tuple[Field, ...]:
        """The row says it all."""
        return ()

    def finding(self, typed: dict[str, str], after: str | None) -> Callable[[], Found]:  # noqa: ARG002  there is no form
        """A page of purchases."""
        kiosk, caller, words = self.desk.kiosk, self.desk.caller(), self.desk.words
        arguments = msgspec.structs.replace(self._asked, after=after)

        def find() -> Found:
            page = PURCHASES_BEHIND.run(kiosk, caller, arguments)
            lines = [Line(purchase_cells(words, one), str(one.purchase)) for one in page.purchases]
            return Found(lines, page.next)

        return find
