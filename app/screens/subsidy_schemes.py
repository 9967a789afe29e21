"""Schemes by which a third party pays a share of the price."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.setting_kinds import SettingKind
from app.domain.subsidy import SubsidyScheme
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import subsidies
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.words import Words


class SubsidySchemes(PagedList):
    """Every scheme; a digit opens one to change it."""

    heading = _("Subsidies")
    help_lines = (
        _("A third party pays a share of the first volume that a household buys in a month."),
        _("The customer pays the rest; what the payer owes is booked under its ledger account."),
        _("Two people put an account in a scheme: Find account, More, Its money, 9."),
        _("A digit opens a scheme to change it or to end it; Enter adds one."),
        _("0 or PgDn shows more; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("Code"), _("Payer"), _("Share"), _("A month"), _("State"))
    widths: ClassVar = (18, 26, -6, -11, -7)
    history: ClassVar = SettingKind.SUBSIDY_SCHEME
    adds: ClassVar[str] = _("A digit opens one; Enter adds a scheme.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads the list."""
        return partial(_page, self.desk.kiosk, self.desk.words, number)

    def opened(self, thing: SubsidyScheme) -> AnyScreen:
        """Its form."""
        return screen_named("set-subsidy-scheme", thing)

    def added(self) -> AnyScreen:
        """An empty form."""
        return screen_named("set-subsidy-scheme")


def _page(kiosk: Kiosk, words: Words, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        found = subsidies.subsidy_schemes(reader.db)
    rows = [
        (
            scheme,
            (
                scheme.code,
                scheme.payer,
                f"{scheme.percent} %",
                words.volume(scheme.per_month, scheme.kind),
                _("in use") if scheme.active else _("ended"),
            ),
        )
        for scheme in found
    ]
    return page_of(_("Schemes: {count}").format(count=len(rows)), rows, number)
