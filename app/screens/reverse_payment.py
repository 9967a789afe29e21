"""Undo a payment without a card in the shift that took it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.text import _
from app.operations.paying import PaymentResult
from app.operations.reverse_payment import (
    REVERSE_PAYMENT,
    ReversePaymentArguments,
    ReversePaymentQuote,
)
from app.screens.money_form import MoneyForm, reason_field
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class ReversePayment(MoneyForm[PaymentResult]):
    """By the number on its receipt."""

    heading = _("Undo a payment")
    help_lines = (
        _("Type the number of the receipt, its last digits are enough, and choose the reason."),
        _("Only a payment of your own open shift is undone, and only as a whole."),
        _("A deposit or balance that was spent or given back already stays so."),
        _("Above the limit a second person signs. The money goes back in cash."),
        _("A receipt is printed; the customer signs it. Keep it with the first one."),
        _("Purchases are reversed with their card: More, Corrections."),
    )
    operation = REVERSE_PAYMENT

    def __init__(self) -> None:
        """Nothing is looked for yet."""
        self.receipt = Field(
            _("Receipt"), FieldKind.DIGITS, id="receipt", longest=9, hint=_("its last digits")
        )
        self.reason = reason_field(
            (
                _("Wrong amount"),
                _("Wrong account"),
                _("Wrong kind of payment"),
                _("Customer changed their mind"),
            )
        )
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Which, and why."""
        return (self.receipt, self.reason)

    def look(self) -> None:
        """Nothing is needed beforehand."""
        self.looked([])
        self.tell_options()

    def arguments(self) -> ReversePaymentArguments:
        """What was filled in."""
        return ReversePaymentArguments(receipt=self.receipt.value, reason=self.reason.choice.name)

    def question(self) -> str:
        """Money goes out."""
        return _("Press + to give the money back.")

    def after(self) -> Sequence[str]:
        """The paper is proof."""
        return (_("The customer signs the receipt."),)

    def shown_rows(self) -> list[Row]:
        """What goes back."""
        quote: ReversePaymentQuote = self.quote
        look = quote.look
        return [
            (_("Receipt"), self.desk.words.receipt(look.taken.receipt)),
            (look.taken.line.name, self.desk.words.money(look.taken.line.amount)),
            self.money_row(_("Rounding"), look.taken.rounding),
            (_("Account"), look.taken.account),
            (_("Paid by"), look.payer),
            (_("It is for"), look.taken.note),
            (_("Reason"), quote.reason),
        ]
