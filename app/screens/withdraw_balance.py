"""Pay account balance out in cash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.text import _
from app.operations.paying import PaymentResult
from app.operations.paying_out import PayOutArguments, PayOutQuote
from app.operations.withdraw_balance import WITHDRAW_BALANCE
from app.screens.account_money_form import AccountMoneyForm
from app.screens.money_form import amount_field, reason_field
from app.widgets.field import Field
from app.widgets.rows import Row


class WithdrawBalance(AccountMoneyForm[PaymentResult]):
    """How much, and why."""

    heading = _("Balance: pay out")
    help_lines = (
        _("The account's balance goes out in cash, whole or in part."),
        _("Only at the kiosk where the account is kept. Above the limit a second person signs."),
        _("Make sure who asks for it. A receipt is printed; the customer signs it."),
    )
    operation = WITHDRAW_BALANCE

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        self.amount = amount_field(_("Amount"), hint=_("empty: all of it"))
        self.reason = reason_field(
            (
                _("Customer wants it back"),
                _("Paid in by mistake"),
                _("Customer moves away"),
            )
        )
        super().__init__(account)

    def fields(self) -> Iterable[Field]:
        """How much, and why."""
        return (self.amount, self.reason)

    def arguments(self) -> PayOutArguments:
        """What was filled in."""
        return PayOutArguments(
            account=self.account,
            amount=self.amount.value or None,
            reason=self.reason.choice.name,
        )

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to pay the money out.")

    def after(self) -> Sequence[str]:
        """The paper is proof."""
        return (_("The customer signs the receipt."),)

    def shown_rows(self) -> list[Row]:
        """How much, and what that leaves."""
        quote: PayOutQuote = self.quote
        return [
            (_("Account"), self.account),
            (_("Paid out"), self.desk.words.money(quote.amount)),
            self.money_row(_("Rounding"), quote.rounding),
            (_("Then left"), self.desk.words.money(quote.look.standing - quote.amount)),
            (_("Reason"), quote.reason),
        ]
