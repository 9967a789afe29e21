"""Take a payment without a card: what for, from whom, how much."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from app.domain.payments import PaymentKind
from app.domain.text import _
from app.operations.paying import PaymentResult
from app.operations.take_payment import TAKE_PAYMENT, TakePaymentArguments, TakePaymentQuote
from app.screens.money_form import MoneyForm, amount_field, kinds_in_use, paid_rows, tendered_field
from app.screens.pays_otherwise import PaysOtherwise
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class TakePayment(PaysOtherwise[PaymentResult], MoneyForm[PaymentResult]):
    """The price stands beside what it is for."""

    heading = _("Take a payment")
    help_lines = (
        _("Choose what is paid for; what has no price needs an amount."),
        _("Give the account, or leave it empty and give the payer's name."),
        _("A deposit is kept for an account: open the account first."),
        _("What it is for: the number of a form, say. No names there."),
        _("Cash given may stay empty where it is exactly the amount."),
        _("A receipt is printed, with the tax in it. No card is needed or written."),
        _("A mistake is undone in this shift: Payments without a card, 2."),
    )
    operation = TAKE_PAYMENT

    def __init__(self) -> None:
        """Nothing is chosen yet."""
        self.kind = ChoiceField(_("What for"), id="kind")
        self.whose = Field(
            _("Account"), FieldKind.DIGITS, id="whose", longest=12, hint=_("empty: by name")
        )
        self.payer = Field(_("Paid by"), FieldKind.TEXT, id="payer")
        self.amount = amount_field(_("Amount"), hint=_("empty: its price"))
        self.note = Field(_("It is for"), FieldKind.TEXT, id="note")
        self.tendered = tendered_field()
        super().__init__()
        self.kinds: list[PaymentKind] = []

    def fields(self) -> Iterable[Field]:
        """What for, who, how much."""
        return (self.kind, self.whose, self.payer, self.amount, self.note, self.tendered)

    def look(self) -> None:
        """What there is to pay for."""
        self.work(partial(kinds_in_use, self.desk.kiosk), self._read, self.refuse)

    def _read(self, kinds: list[PaymentKind]) -> None:
        self.kinds = kinds
        self.kind.offer([Option(at, self._said(kind)) for at, kind in enumerate(kinds, start=1)])
        empty = [(_("Nothing is set"), _("have it set: Settings, 4, 3"))]
        self.looked([] if kinds else empty)
        self.tell_options()

    def _said(self, kind: PaymentKind) -> str:
        price = "" if kind.price is None else self.desk.words.money(kind.price)
        return f"{kind.name}  {price}".rstrip()

    def passed(self, field: Field) -> None:
        """With an account nobody is named; what has a price asks for no amount."""
        if field is self.kind:
            self.amount.display = self.kinds[self.kind.choice.number - 1].price is None
        elif field is self.whose:
            self.payer.display = not self.whose.value
            self.next_or_submit(field)

    def arguments(self) -> TakePaymentArguments:
        """What was filled in; what is hidden counts as empty."""
        by_name = self.payer.display
        return TakePaymentArguments(
            kind=self.kinds[self.kind.choice.number - 1].code,
            account=self.whose.value,
            payer=self.payer.value if by_name else "",
            amount=(self.amount.value or None) if self.amount.display else None,
            note=self.note.value,
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
        """What for, how much, the change."""
        quote: TakePaymentQuote = self.quote
        wish, words = quote.wish, self.desk.words
        return [
            (wish.line.name, words.money(wish.line.amount)),
            (_("Account"), wish.account),
            (_("Paid by"), wish.payer),
            (_("It is for"), wish.note),
            self.money_row(_("Tax in it"), wish.line.tax),
            (_("Ledger account"), wish.ledger_code),
            self.money_row(_("Rounding"), wish.rounding),
            *paid_rows(words, wish.tenders),
        ]
