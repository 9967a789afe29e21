"""What this counter takes beside cash and account balance."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.sales import TenderKind
from app.domain.setting_kinds import SettingKind
from app.domain.tenders import TENDER_NAMES, WITH_REFERENCE
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import tenders
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of


class TenderKinds(PagedList):
    """A digit opens one."""

    heading = _("What this counter takes")
    help_lines = (
        _("Cash and account balance are always taken. What else this counter takes is set here;"),
        _("each such payment has a reference that is typed: a terminal's slip, a message of a"),
        _("phone, a voucher. Where head office has set it, that holds for all counters."),
        _("A digit opens one; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("Payment"), _("Taken"))
    widths: ClassVar = (40, 10)
    history: ClassVar = SettingKind.TENDER
    adds: ClassVar[str] = _("A digit opens one.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(_page, self.desk.kiosk, number)

    def opened(self, thing: tuple[TenderKind, bool]) -> AnyScreen:
        """Its form."""
        return screen_named("set-tender-kind", *thing)


def _page(kiosk: Kiosk, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        taken = tenders.taken_here(reader.db, kiosk.ledger.node)
    rows = [
        ((one, one in taken), (_(TENDER_NAMES[one]), _("yes") if one in taken else _("no")))
        for one in WITH_REFERENCE
    ]
    return page_of(_("What may be taken: {count}").format(count=len(rows)), rows, number)
