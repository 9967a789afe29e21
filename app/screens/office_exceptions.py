"""What counters did that does not fit together, from head office's tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.identity import Node, kiosk_name
from app.domain.text import _
from app.office.exceptions import ExceptionKind, OfficeException, is_settled
from app.office.kept_exceptions import Place, Wanted, count_open, page, place_of
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.filtered_list import FilteredList
from app.screens.office_screen import OfficeScreen
from app.screens.paged_list import PER_PAGE, Page

KIND_NAMES = {
    ExceptionKind.DUPLICATE_NUMBER: _("sold twice"),
    ExceptionKind.GAP: _("purchase missing"),
    ExceptionKind.SOLD_AFTER_END: _("sold after its end"),
    ExceptionKind.ARREARS_TWICE: _("collected twice"),
    ExceptionKind.DOUBLE_REFERENCE: _("reference used twice"),
    ExceptionKind.OLD_TARIFF: _("old tariff"),
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

    def __init__(self, node: Node | None = None) -> None:
        """``node``: only those that a kiosk has to do with."""
        super().__init__()
        self._node = node
        self._ends: dict[tuple[ExceptionKind | None, int], Place] = {}
        """Where each page ended, by what was shown: there the next one begins."""

    def ask_for(self, state: ExceptionKind | None, number: int) -> Callable[[], Page]:
        """A page of what is shown now."""
        return partial(self._page, state, number)

    def _page(self, state: ExceptionKind | None, number: int) -> Page:
        wanted = Wanted(kind=state, node=self._node)
        with self.desk.kiosk.ledger.read() as reader:
            total = count_open(reader.db, wanted)
            pages = max(1, -(-total // PER_PAGE))
            after = self._ends.get((state, number - 1))
            if after is None or number > pages:
                number, after = 1, None
            found = page(reader.db, wanted, PER_PAGE, after)
            shown = [one for one in found if not is_settled(reader.db, one)]
        if found:
            self._ends[state, number] = place_of(found[-1])
        title = f"{self.called(state)}: {total}"
        if self._node is not None:
            title = f"{kiosk_name(self._node)}  {title}"
        return Page(title, [self._cells(one) for one in shown], shown, number, pages)

    def _cells(self, one: OfficeException) -> tuple[str, ...]:
        return (
            one.since.isoformat(),
            KIND_NAMES[one.kind],
            one.account,
            " ".join(map(kiosk_name, one.kiosks)),
            self.desk.words.column(one.amount).strip() if one.amount else "",
        )

    def opened(self, thing: OfficeException) -> AnyScreen:
        """Where it is settled, or booked."""
        booked = thing.kind in (ExceptionKind.PRICE_DIFFERENCE, ExceptionKind.ARREARS_TWICE)
        return screen_named("price-exception" if booked else "settle-exception", thing)
