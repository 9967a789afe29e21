"""How every kind of paper is printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.permissions import Permission
from app.domain.print_methods import PrintMethod
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.operation import Caller
from app.operations.print_methods import PRINT_METHODS, PrintMethodsArguments
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.papers import paper_name
from app.telling.settings import FIRST_PRINTER, WHEN_NAMES


class PrintMethods(PagedList):
    """A digit opens a kind of paper to change its method."""

    heading = _("Print methods")
    help_lines = (
        _("Automatic: the paper comes out with what it is about. Ask: the screen asks, P or +"),
        _("prints it. Never: it is only kept. Every kept paper can be had by reprint (F3)."),
        _("Papers: how many come out; every one after the first is headed COPY."),
        _("Further printers stand in kiosk.toml (printer.also); papers choose them by name."),
        _("A digit opens a paper; 0 shows more; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("Paper"), _("Comes out"), _("Papers"), _("Printer"))
    widths: ClassVar = (26, 12, -8, 22)
    history: ClassVar = SettingKind.PRINT_METHOD
    adds: ClassVar[str] = _("A digit opens one.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(_page, self.desk.kiosk, self.desk.caller(), number)

    def opened(self, thing: tuple[str, PrintMethod, tuple[str, ...]]) -> AnyScreen | None:
        """Its form, for whoever may change it."""
        if Permission.SETTINGS not in self.desk.rights:
            return None
        return screen_named("set-print-method", *thing)


def _page(kiosk: Kiosk, caller: Caller, number: int) -> Page:
    found = PRINT_METHODS.run(kiosk, caller, PrintMethodsArguments())
    rows = [
        (
            (paper, method, found.printers),
            (
                paper_name(paper, 0),
                WHEN_NAMES[method.when],
                str(method.copies),
                method.printer or FIRST_PRINTER,
            ),
        )
        for paper, method in found.methods.items()
    ]
    return page_of(_("Kinds of paper: {count}").format(count=len(rows)), rows, number)
