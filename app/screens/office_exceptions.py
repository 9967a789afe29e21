"""What counters did that does not fit together, from head office's tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.office.exceptions import ExceptionKind, OfficeException, exceptions
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.filtered_list import FilteredList
from app.screens.office_screen import OfficeScreen
from app.screens.paged_list import Page, page_of

KIND_NAMES = {
    ExceptionKind.DUPLICATE_NUMBER: _("sold twice"),
    ExceptionKind.GAP: _("purchase missing"),
    ExceptionKind.SOLD_AFTER_END: _("sold after its end"),
    ExceptionKind.ARREARS_TWICE: _("collected twice"),
    ExceptionKind.PRICE_DIFFERENCE: _("price differs"),
}


class OfficeExceptions(FilteredList, OfficeScreen[None]):
    """Those that nobody has settled."""

    heading = _("What does not fit together")
    help_lines = (
        _("Sold twice: two counters without a line sold the same number of a meter; one"),
        _("load is lost to the customer. Missing: a card showed a purchase that has not"),
        _("arrived."),
        _("Sold after its end: a counter had not heard that the account ended. Collected"),
        _("twice: more than was owed. Price differs: in the order of its cards it costs"),
        _("more or less. What arrives late may take one off the list by itself. A digit"),
        _("opens one."),
        _("* shows only one kind."),
    )
    states: ClassVar = (None, *ExceptionKind)
    names: ClassVar = KIND_NAMES
    head: ClassVar = (_("Since"), _("What"), _("Account"), _("Kiosks"), _("Money"))
    widths: ClassVar = (10, 19, 12, 14, -16)
    empty: ClassVar = _("Everything fits.")

    def ask_for(self, state: ExceptionKind | None, number: int) -> Callable[[], Page]:
        """A page of what is shown now."""
        return partial(self._page, state, number)

    def _page(self, state: ExceptionKind | None, number: int) -> Page:
        with self.desk.kiosk.ledger.read() as reader:
            found = exceptions(reader.db)
        rows = [(one, self._cells(one)) for one in found if state in (None, one.kind)]
        return page_of(f"{self.called(state)}: {len(rows)}", rows, number)

    def _cells(self, one: OfficeException) -> tuple[str, ...]:
        return (
            one.since.isoformat(),
            KIND_NAMES[one.kind],
            one.account,
            " ".join(map(kiosk_name, one.kiosks)),
            self.desk.words.column(one.amount).strip() if one.amount else "",
        )

    def opened(self, thing: OfficeException) -> AnyScreen:
        """Where it is settled."""
        return screen_named("settle-exception", thing)
