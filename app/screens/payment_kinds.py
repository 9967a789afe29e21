"""What is paid for without a card: prices, taxes, ledger accounts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.payments import PaymentKind
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import payments
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.words import Words


class PaymentKinds(PagedList):
    """Every kind; a digit opens one to change it."""

    heading = _("Kinds of payment")
    help_lines = (
        _("What a counter takes money for without a card: connections, repairs, penalties."),
        _("A deposit is kept for its account and given back one day: no income, no tax."),
        _("A digit opens a kind to change it or to end it; Enter adds one."),
        _("0 or PgDn shows more; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("Code"), _("Name"), _("Price"), _("Ledger"), _("State"))
    widths: ClassVar = (16, 22, -11, 10, -7)
    history: ClassVar = SettingKind.PAYMENT_KIND
    adds: ClassVar[str] = _("A digit opens one; Enter adds a kind.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads the list."""
        return partial(_page, self.desk.kiosk, self.desk.words, number)

    def opened(self, thing: PaymentKind) -> AnyScreen:
        """Its form."""
        return screen_named("set-payment-kind", thing)

    def added(self) -> AnyScreen:
        """An empty form."""
        return screen_named("set-payment-kind")


def _page(kiosk: Kiosk, words: Words, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        found = payments.payment_kinds(reader.db)
    rows = [(kind, (kind.code, kind.name, *_facts(words, kind))) for kind in found]
    return page_of(_("Kinds of payment: {count}").format(count=len(rows)), rows, number)


def _facts(words: Words, kind: PaymentKind) -> tuple[str, str, str]:
    price = _("any") if kind.price is None else words.column(kind.price).strip()
    return price, kind.ledger_code, _("in use") if kind.active else _("ended")
