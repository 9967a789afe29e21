"""Give a deposit back in cash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.text import _
from app.operations.paying import PaymentResult
from app.operations.paying_out import PayOutArguments, PayOutQuote
from app.operations.return_deposit import RETURN_DEPOSIT
from app.screens.account_money_form import AccountMoneyForm
from app.screens.money_form import amount_field, reason_field
from app.widgets.field import Field
from app.widgets.rows import Row


class ReturnDeposit(AccountMoneyForm[PaymentResult]):
    """How much, and why."""

    heading = _("Give a deposit back")
    help_lines = (
        _("What is kept for the account goes back in cash, whole or in part."),
        _("An account that is cancelled gets it back with its final statement: not here."),
        _("Only at the kiosk where the account is kept. Above the limit a second person signs."),
        _("Make sure who asks for it. A receipt is printed; the customer signs it."),
    )
    operation = RETURN_DEPOSIT

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        self.amount = amount_field(_("Amount"), hint=_("empty: all of it"))
        self.reason = reason_field(
            (
                _("Customer moves away"),
                _("Meter handed in"),
                _("Not needed any more"),
                _("Paid by mistake"),
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
        return _("Press + to give the deposit back.")

    def after(self) -> Sequence[str]:
        """The paper is proof."""
        return (_("The customer signs the receipt."),)

    def shown_rows(self) -> list[Row]:
        """How much, and what that leaves."""
        quote: PayOutQuote = self.quote
        return [
            (_("Account"), self.account),
            (_("Given back"), self.desk.words.money(quote.amount)),
            self.money_row(_("Rounding"), quote.rounding),
            (_("Then left"), self.desk.words.money(quote.look.standing - quote.amount)),
            (_("Reason"), quote.reason),
        ]
