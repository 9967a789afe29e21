"""Schemes that give volume for nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.free_water import FreeScheme
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import payments
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.words import Words


class FreeSchemes(PagedList):
    """Every scheme; a digit opens one to change it."""

    heading = _("Free water")
    help_lines = (
        _("A scheme gives a household volume for nothing, so much in a calendar month."),
        _("Two people put it on the card: Find account, More, Its money, 6."),
        _("A digit opens a scheme to change it or to end it; Enter adds one."),
        _("0 or PgDn shows more; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("Code"), _("Name"), _("A month"), _("Ledger"), _("State"))
    widths: ClassVar = (16, 24, -11, 10, -7)
    history: ClassVar = SettingKind.FREE_SCHEME
    adds: ClassVar[str] = _("A digit opens one; Enter adds a scheme.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads the list."""
        return partial(_page, self.desk.kiosk, self.desk.words, number)

    def opened(self, thing: FreeScheme) -> AnyScreen:
        """Its form."""
        return screen_named("set-free-scheme", thing)

    def added(self) -> AnyScreen:
        """An empty form."""
        return screen_named("set-free-scheme")


def _page(kiosk: Kiosk, words: Words, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        found = payments.free_schemes(reader.db)
    rows = [
        (
            scheme,
            (
                scheme.code,
                scheme.name,
                words.volume(scheme.per_month),
                scheme.ledger_code,
                _("in use") if scheme.active else _("ended"),
            ),
        )
        for scheme in found
    ]
    return page_of(_("Schemes: {count}").format(count=len(rows)), rows, number)
