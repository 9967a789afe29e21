"""What the bank received of a deposit slip."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from app.domain.text import _
from app.ledger.queries.safe import Slip
from app.operations.confirm_deposit import (
    CONFIRM_DEPOSIT,
    ConfirmDepositArguments,
    ConfirmDepositQuote,
    ConfirmDepositResult,
)
from app.screens.inquiry_fields import day_typed
from app.screens.money_form import MoneyForm, amount_field
from app.telling.safe import over_short_row
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class ConfirmDeposit(MoneyForm[ConfirmDepositResult]):
    """The bank's paper."""

    heading = _("What the bank received")
    help_lines = (
        _("Have the bank's paper at hand. Amount: empty is what the slip comes to; 0: nothing."),
        _("Day: as the paper says, such as 2026-11-30; empty is today."),
        _("Reason: only where the amount differs or was entered wrongly before. Then a second"),
        _("person signs; what is over or short is booked in its own book. Who wrote the slip or"),
        _("carried the bags takes a second person always."),
    )
    operation: ClassVar = CONFIRM_DEPOSIT

    def __init__(self, slip: Slip) -> None:
        """``slip``: which one."""
        self._slip = slip
        self.reference = Field(_("Number of its paper"), FieldKind.TEXT, id="reference", longest=40)
        self.amount = amount_field(_("Amount"), hint=_("empty: as on the slip"))
        self.day = Field(_("Day"), FieldKind.TEXT, id="day", longest=10, hint=_("empty: today"))
        self.reason = Field(_("Why it differs"), FieldKind.TEXT, id="why", longest=60)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """As they stand on the paper."""
        return (self.reference, self.amount, self.day, self.reason)

    def look(self) -> None:
        """Everything is known."""
        slip = self._slip
        named = _("{number} of {day}, carried by {carrier}")
        self.looked(
            [
                (
                    _("Deposit slip"),
                    named.format(number=slip.id, day=slip.day.isoformat(), carrier=slip.carrier),
                ),
                (_("Slip comes to"), self.desk.words.money(slip.amount)),
                (_("Into account"), slip.bank),
                (
                    _("Entered before"),
                    "" if slip.word is None else self.desk.words.money(slip.word.received),
                ),
            ]
        )
        self.tell_options()

    def check(self, field: Field) -> None:
        """An amount of nothing is one here: the bank got nothing."""
        if field is self.day:
            day_typed(field.value)
        elif field is not self.amount or field.value.strip() != "0":
            super().check(field)

    def arguments(self) -> ConfirmDepositArguments:
        """What was filled in; what is empty was not given."""
        return ConfirmDepositArguments(
            slip=str(self._slip.id),
            amount=self.amount.value or None,
            received_on=day_typed(self.day.value),
            reference=self.reference.value,
            reason=self.reason.value,
        )

    def question(self) -> str:
        """What the confirm key does."""
        if self._slip.word is not None:
            return _("Press + to put right what the bank received.")
        return _("Press + to book what the bank received.")

    def shown_rows(self) -> list[Row]:
        """What is booked."""
        quote: ConfirmDepositQuote = self.quote
        words = self.desk.words
        return [
            (_("Slip comes to"), words.money(quote.slip.amount)),
            (
                _("Entered before"),
                "" if quote.slip.word is None else words.money(quote.slip.word.received),
            ),
            (_("Bank received"), words.money(quote.received)),
            over_short_row(words, quote.over),
            (
                _("Its paper"),
                _("{reference} of {day}").format(
                    reference=quote.reference, day=quote.received_on.isoformat()
                ),
            ),
            (_("Reason"), quote.reason),
        ]
