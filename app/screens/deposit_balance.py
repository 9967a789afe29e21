"""Take money into an account's balance."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.text import _
from app.operations.deposit_balance import (
    DEPOSIT_BALANCE,
    DepositBalanceArguments,
)
from app.operations.paying import PaymentResult
from app.operations.paying_in import PayInQuote
from app.screens.account_money_form import AccountMoneyForm
from app.screens.money_form import amount_field, paid_rows, tendered_field
from app.screens.pays_otherwise import PaysOtherwise
from app.widgets.field import Field
from app.widgets.rows import Row


class DepositBalance(PaysOtherwise[PaymentResult], AccountMoneyForm[PaymentResult]):
    """How much, and what was handed over."""

    heading = _("Balance: pay in")
    help_lines = (
        _("The money becomes the account's balance; the next purchases use it first."),
        _("Any kiosk may take it; only the kiosk of the account spends it."),
        _("Cash given may stay empty where it is exactly the amount."),
        _("A receipt is printed. No card is needed or written."),
        _("A mistake is undone in this shift: Payments without a card, 2."),
    )
    operation = DEPOSIT_BALANCE

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        self.amount = amount_field(_("Amount"))
        self.tendered = tendered_field()
        super().__init__(account)

    def fields(self) -> Iterable[Field]:
        """How much, and how it is paid."""
        return (self.amount, self.tendered)

    def arguments(self) -> DepositBalanceArguments:
        """What was filled in."""
        return DepositBalanceArguments(
            account=self.account,
            amount=self.amount.value,
            tendered=self.tendered.tendered,
            tenders=self.tendered.tenders,
        )

    def takes_two(self) -> bool:
        """One person takes money."""
        return False

    def question(self) -> str:
        """Cash is confirmed."""
        return _("Press + when the money is in your hand.")

    def shown_rows(self) -> list[Row]:
        """How much, the change, what that leaves."""
        quote: PayInQuote = self.quote
        wish, standing = quote.wish, quote.look.standing
        return [
            (_("Account"), self.account),
            (_("Paid in"), self.desk.words.money(wish.line.amount)),
            *paid_rows(self.desk.words, wish.tenders),
            (_("Balance afterwards"), self.desk.words.money(standing + wish.line.amount)),
        ]
