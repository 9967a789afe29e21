"""Limits of what one person does alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.money_limits import MoneyLimit
from app.domain.quantity import Money
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import settings
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.settings import LIMIT_NAMES
from app.telling.words import Words


class Limits(PagedList):
    """Every limit with its sum; a digit opens one to change it."""

    heading = _("Limits")
    help_lines = (
        _("Above its sum, what a limit is about takes a second person."),
        _("A digit opens a limit to change it; where there is none, one person is enough."),
        _("* shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("Limit"), _("Sum"))
    widths: ClassVar = (48, -20)
    history: ClassVar = SettingKind.LIMIT
    adds: ClassVar[str] = _("A digit opens one.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(_page, self.desk.kiosk, self.desk.words, number)

    def opened(self, thing: tuple[MoneyLimit, Money | None]) -> AnyScreen:
        """Its form."""
        return screen_named("set-limit", *thing)


def _page(kiosk: Kiosk, words: Words, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        found = [(limit, settings.money_limit(reader.db, limit)) for limit in MoneyLimit]
    rows = [
        (
            (limit, amount),
            (LIMIT_NAMES[limit], _("no limit") if amount is None else words.money(amount)),
        )
        for limit, amount in found
    ]
    return page_of(_("Limits: {count}").format(count=len(rows)), rows, number)
