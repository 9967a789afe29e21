"""The sheets of a range that were used, and what stands on each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.spans import Span
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import invoice_stock
from app.operations.invoice_stock import SheetRow, sheet_rows
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import PER_PAGE, Page, PagedList


class UsedInvoices(PagedList):
    """By number; a digit opens the event whose paper it is."""

    heading = _("Sheets used")
    help_lines = (
        _("Each line is a sheet that was used, the receipt on it, and who printed it."),
        _("A sheet whose printed number is another than the paper says was torn off or passed"),
        _("over: compare the paper in the file with this list, and spoil what nobody used."),
        _("A digit opens the sale. 0 or PgDn shows more. Nothing is changed."),
    )
    head: ClassVar = (_("Sheet"), _("Receipt"), _("Operator"), _("What"))
    widths: ClassVar = (-10, 20, -8, 12)

    def __init__(self, span: Span) -> None:
        """``span``: the range."""
        super().__init__()
        self._span = span

    def ask(self, number: int) -> Callable[[], Page]:
        """A page of it."""
        return partial(_page, self.desk.kiosk, self._span, number)

    def opened(self, thing: SheetRow) -> AnyScreen:
        """The event."""
        return screen_named("event", str(thing.event))


def _page(kiosk: Kiosk, span: Span, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        count = invoice_stock.count_uses(reader.db, span)
        pages = max(1, -(-count // PER_PAGE))
        number = min(max(1, number), pages)
        found = sheet_rows(reader.db, span, skip=(number - 1) * PER_PAGE, most=PER_PAGE)
    rows = [
        (str(one.number), one.paper, str(one.operator), _("copy") if one.copy else "")
        for one in found
    ]
    title = _("Numbers {numbers}: {count} used").format(numbers=span, count=count)
    return Page(title, rows, found, number, pages)
