"""The shape of screens about the money of one account: what stands is shown above the form."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Generic, TypeVar

import msgspec

from app.operations.account_money import ACCOUNT_MONEY, AccountMoney, AccountMoneyArguments
from app.screens.money_form import MoneyForm
from app.telling.payments import short_rows

Result = TypeVar("Result", bound=msgspec.Struct)


class AccountMoneyForm(MoneyForm[Result], Generic[Result]):
    """The account is given by the page that it was opened from."""

    debts_shown: ClassVar[int] = 0

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        super().__init__()
        self.account = account
        self.file: AccountMoney | None = None

    def look(self) -> None:
        """What it owes and has."""
        arguments = AccountMoneyArguments(account=self.account, newest=0)
        look = partial(ACCOUNT_MONEY.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, self._read, self.refuse)

    def _read(self, file: AccountMoney) -> None:
        self.file = file
        self.looked(short_rows(self.desk.words, file, self.debts_shown))
        self.tell_options()
