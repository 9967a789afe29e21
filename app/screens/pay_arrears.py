"""Take money for what an account owes."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.text import _
from app.operations.pay_arrears import PAY_ARREARS, PayArrearsArguments
from app.operations.paying import PaymentResult
from app.operations.paying_in import PayInQuote
from app.screens.account_money_form import AccountMoneyForm
from app.screens.money_form import amount_field, paid_rows, tendered_field
from app.screens.pays_otherwise import PaysOtherwise
from app.widgets.field import Field
from app.widgets.rows import Row


class PayArrears(PaysOtherwise[PaymentResult], AccountMoneyForm[PaymentResult]):
    """How much, and what was handed over."""

    heading = _("Pay arrears")
    help_lines = (
        _("What the account owes stands above, the oldest first, each with its day."),
        _("Type what is paid now; empty means all of it. The oldest is paid first."),
        _("Cash given may stay empty where it is exactly the amount."),
        _("A receipt is printed. No card is needed or written."),
        _("A mistake is undone in this shift: Payments without a card, 2."),
    )
    operation = PAY_ARREARS
    debts_shown = 2

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        self.amount = amount_field(_("Amount"), hint=_("empty: all of it"))
        self.tendered = tendered_field()
        super().__init__(account)

    def fields(self) -> Iterable[Field]:
        """How much, and how it is paid."""
        return (self.amount, self.tendered)

    def arguments(self) -> PayArrearsArguments:
        """What was filled in."""
        return PayArrearsArguments(
            account=self.account,
            amount=self.amount.value or None,
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
            (_("Paid of the arrears"), self.desk.words.money(wish.line.amount)),
            self.money_row(_("Rounding"), wish.rounding),
            *paid_rows(self.desk.words, wish.tenders),
            (_("Then still owed"), self.desk.words.money(standing - wish.line.amount)),
        ]
