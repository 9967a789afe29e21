"""What goes over to the new person at a change of customer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.handover import Handover
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import handovers
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.account_states import HANDED


class Handovers(PagedList):
    """A digit opens one."""

    heading = _("Change of customer")
    help_lines = (
        _("Premises and meters stay; arrears and deposit stay with the former person."),
        _("The use in the period, the worth of the credit in the meters and the balance of the"),
        _("account go over to the new person only where that is set here."),
        _("A digit opens one; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("What"), _("Goes over"))
    widths: ClassVar = (40, 10)
    history: ClassVar = SettingKind.HANDOVER
    adds: ClassVar[str] = _("A digit opens one.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(_page, self.desk.kiosk, number)

    def opened(self, thing: tuple[Handover, bool]) -> AnyScreen:
        """Its form."""
        return screen_named("set-handover", *thing)


def _page(kiosk: Kiosk, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        goes = handovers.goes_over(reader.db)
    rows = [
        ((one, one in goes), (HANDED[one], _("yes") if one in goes else _("no")))
        for one in Handover
    ]
    return page_of(_("What may go over: {count}").format(count=len(rows)), rows, number)
