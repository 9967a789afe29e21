"""What the payers of schemes owe."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries.subsidies import SchemeOwes
from app.operations.operation import Caller
from app.operations.subsidies_owed import SUBSIDIES_OWED, SubsidiesOwedArguments
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.words import Words


class SubsidiesOwed(PagedList):
    """A digit books what one of them paid."""

    heading = _("What schemes owe")
    help_lines = (
        _("Third parties owe a share of what households in their schemes bought."),
        _("Since: day of the oldest part that is not paid; volume and households from that day."),
        _("What was paid, and what households gave back, makes up for the oldest first."),
        _("A digit books a payment of that scheme's payer: bank paper at hand, two people."),
        _("Less than nothing is owed where households gave back what was paid already."),
    )
    head: ClassVar = (_("Code"), _("Payer"), _("Owed"), _("Volume"), _("House."), _("Since"))
    widths: ClassVar = (12, 17, -13, -12, -6, 10)
    empty: ClassVar[str] = _("There are no schemes.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads the list."""
        return partial(_page, self.desk.kiosk, self.desk.caller(), self.desk.words, number)

    def opened(self, thing: SchemeOwes) -> AnyScreen | None:
        """Its payment, for whoever may book it."""
        if Permission.ACCOUNT_MONEY not in self.desk.rights:
            return None
        if not self.desk.offers("take-subsidy"):
            return None
        return screen_named("take-subsidy", thing.scheme.code)


def _page(kiosk: Kiosk, caller: Caller, words: Words, number: int) -> Page:
    found = SUBSIDIES_OWED.run(kiosk, caller, SubsidiesOwedArguments()).schemes
    rows = [
        (
            one,
            (
                one.scheme.code,
                one.scheme.payer,
                words.money(one.owed),
                words.volume(one.volume, one.scheme.kind),
                str(one.households),
                "" if one.since is None else one.since.isoformat(),
            ),
        )
        for one in found
    ]
    return page_of(_("Schemes: {count}").format(count=len(rows)), rows, number)
