"""What an account bought in each of the last 24 months."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby

from app.domain.amounts import format_volume
from app.domain.cards import UtilityKind
from app.domain.text import _
from app.operations.account_months import (
    ACCOUNT_MONTHS,
    AccountMonthsArguments,
    AccountMonthsResult,
)
from app.reports.account_months import MonthBought
from app.reports.plotting import Bar, Shape
from app.screens.plot_page import PLOT_HELP, Drawing, PlotPage


class AccountMonths(PlotPage):
    """Told the account."""

    heading = _("24 months of an account")
    help_lines = (
        _("What the account bought in each of the last 24 months; a month without is a gap."),
        _("A household that buys far more or less than it used to shows at once."),
        _("Volume first, then money and the number of purchases. Refunds are not taken off."),
        *PLOT_HELP,
    )

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        super().__init__()
        self.account = account

    def on_mount(self) -> None:
        """Adds up."""
        arguments = AccountMonthsArguments(account=self.account)
        ask = partial(ACCOUNT_MONTHS.run, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(ask, self._found, self.refuse)

    def nothing(self) -> str:
        """Without a purchase."""
        return _("Nothing was bought in these 24 months.")

    def _found(self, found: AccountMonthsResult) -> None:
        drawings = []
        for kind, months in groupby(found.months, key=lambda one: one.kind):
            drawings += self._of_kind(UtilityKind(kind), list(months))
        self.draw(drawings)

    def _of_kind(self, kind: UtilityKind, months: list[MonthBought]) -> list[Drawing]:
        words = self.desk.words
        columns: list[tuple[str, Callable[[MonthBought], int], Callable[[int], str]]] = [
            (words.unit(kind), lambda one: one.volume, format_volume),
            (words.currency, lambda one: one.charged, lambda sum: words.column(sum).strip()),
            (_("purchases"), lambda one: one.purchases, str),
        ]
        return [
            Drawing(
                _("Account {account}, {kind}: {what} by month").format(
                    account=self.account, kind=words.kind(kind), what=what
                ),
                Shape("", tuple(Bar(one.month, of(one)) for one in months), timed=True),
                say,
            )
            for what, of, say in columns
        ]
