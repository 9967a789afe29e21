"""The price list of fees."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import settings
from app.ledger.queries.settings import Fee
from app.operations.local_time import local_date
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.tariffs import percent
from app.telling.words import Words


class Fees(PagedList):
    """What is in force today and what will be; a digit opens one to change it."""

    heading = _("Fees")
    help_lines = (
        _("What is in force today, and what is entered for a later day."),
        _("A digit opens a fee: a new amount from a day on. Enter adds a fee."),
        _("The codes opening, card and reissue are charged by themselves; others by name."),
        _("0 or PgDn shows more; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("Code"), _("Name"), _("Amount"), _("Tax inside"), _("From"))
    widths: ClassVar = (16, 24, -14, 11, 10)
    history: ClassVar = SettingKind.FEE
    adds: ClassVar[str] = _("A digit opens one; Enter adds a fee.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads the list."""
        return partial(_page, self.desk.kiosk, self.desk.words, number)

    def opened(self, thing: Fee) -> AnyScreen:
        """Its form."""
        return screen_named("set-fee", thing)

    def added(self) -> AnyScreen:
        """An empty form."""
        return screen_named("set-fee")


def _page(kiosk: Kiosk, words: Words, number: int) -> Page:
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        lines = settings.fee_list(reader.db)
    begun = {fee.code: since for fee, since in lines if since <= today}
    rows = [
        (
            fee,
            (
                fee.code,
                fee.name,
                words.money(fee.amount),
                percent(fee.tax_rate) if fee.tax_rate else "",
                since.isoformat(),
            ),
        )
        for fee, since in lines
        if since >= begun.get(fee.code, since)
    ]
    return page_of(_("Fees: {count}").format(count=len(rows)), rows, number)
