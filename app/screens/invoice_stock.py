"""The stock of pre-printed numbers: what became of each range."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.spans import Span
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries.invoice_stock import StockedInvoices
from app.operations.invoice_stock import INVOICE_STOCK, InvoiceStockArguments
from app.operations.operation import Caller
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList


class InvoiceStock(PagedList):
    """Ranges by number, with counts by state."""

    heading = _("Stock of pre-printed numbers")
    help_lines = (
        _("Each line is a range that came together, and how many of its numbers are free,"),
        _("assigned and not used yet, used, spoiled, void. Together they are all of it."),
        _("Enter receives more; have the delivery note at hand. `tapcard verify` finds numbers"),
        _("that were passed over, or taken twice."),
        _("A digit shows which receipt stands on which sheet of a range."),
        _("0 or PgDn shows more; * shows who entered what. Nothing is printed."),
    )
    head: ClassVar = (
        _("Numbers"),
        _("Free"),
        _("Assigned"),
        _("Used"),
        _("Spoiled"),
        _("Void"),
    )
    widths: ClassVar = (20, -8, -9, -8, -8, -8)
    history: ClassVar = SettingKind.INVOICES
    adds: ClassVar[str] = _("Enter receives more.")

    def ask(self, number: int) -> Callable[[], Page]:
        """A page of the stock."""
        return partial(_page, self.desk.kiosk, self.desk.caller(), number)

    def opened(self, thing: StockedInvoices) -> AnyScreen:
        """What stands on its sheets."""
        return screen_named("used-invoices", Span(thing.first, thing.last))

    def added(self) -> AnyScreen | None:
        """Paper came."""
        if Permission.SETTINGS not in self.desk.rights:
            return None
        return screen_named("receive-invoices")


def _page(kiosk: Kiosk, caller: Caller, number: int) -> Page:
    found = INVOICE_STOCK.run(kiosk, caller, InvoiceStockArguments(page=number))
    rows = [
        (
            str(Span(one.first, one.last)),
            *map(str, (one.free, one.assigned, one.used, one.spoiled, one.void)),
        )
        for one in found.ranges
    ]
    title = _("Ranges: {count}").format(count=found.count)
    return Page(title, rows, found.ranges, found.page, found.pages)
