"""Book what an account owes and has not paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from app.domain.payments import PaymentKind
from app.domain.text import _
from app.operations.book_arrears import (
    BOOK_ARREARS,
    BookArrearsArguments,
    BookArrearsQuote,
    BookArrearsResult,
)
from app.operations.local_time import local_date
from app.screens.account_money_form import AccountMoneyForm
from app.screens.money_form import amount_field, kinds_in_use, reason_field
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class BookArrears(AccountMoneyForm[BookArrearsResult]):
    """What for, how much, by when, why."""

    heading = _("Book arrears")
    help_lines = (
        _("Choose what is owed for; what has no price needs an amount, tax inside."),
        _("Days: how long the customer has to pay it. Empty means it is due today."),
        _("Above the limit a second person signs. A slip is printed; no money moves."),
        _("It is paid at the counter, or bit by bit with each purchase."),
        _("What was booked by mistake, two people give up again."),
    )
    operation = BOOK_ARREARS

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        self.kind = ChoiceField(_("What for"), id="kind")
        self.amount = amount_field(_("Amount"), hint=_("empty: its price"))
        self.days = Field(
            _("Days"), FieldKind.DIGITS, id="days", longest=4, hint=_("empty: due today")
        )
        self.reason = reason_field(
            (
                _("Work done, not paid"),
                _("Damage by the customer"),
                _("Use that was not paid for"),
                _("Old debt taken over"),
                _("Decision of head office"),
            )
        )
        super().__init__(account)
        self.kinds: list[PaymentKind] = []

    def fields(self) -> Iterable[Field]:
        """What for, how much, by when, why."""
        return (self.kind, self.amount, self.days, self.reason)

    def look(self) -> None:
        """What there is to owe for, then what stands."""
        self.work(partial(kinds_in_use, self.desk.kiosk), self._kinds, self.refuse)

    def _kinds(self, kinds: list[PaymentKind]) -> None:
        self.kinds = [kind for kind in kinds if not kind.deposit]
        options = [Option(at, kind.name) for at, kind in enumerate(self.kinds, start=1)]
        self.kind.offer(options)
        super().look()

    def arguments(self) -> BookArrearsArguments:
        """What was filled in."""
        days = int(self.days.value or 0)
        return BookArrearsArguments(
            account=self.account,
            kind=self.kinds[self.kind.choice.number - 1].code,
            amount=self.amount.value or None,
            due=local_date(self.desk.kiosk) + timedelta(days=days) if days else None,
            reason=self.reason.choice.name,
        )

    def question(self) -> str:
        """Nobody pays now."""
        return _("Press + to book it. No money moves.")

    def after(self) -> Sequence[str]:
        """The paper is proof."""
        return (_("The slip is signed; the customer gets a copy."),)

    def shown_rows(self) -> list[Row]:
        """What will be owed, and by when."""
        quote: BookArrearsQuote = self.quote
        return [
            (_("Account"), self.account),
            (quote.line.name, self.desk.words.money(quote.line.amount)),
            self.money_row(_("Tax in it"), quote.line.tax),
            (_("Ledger account"), quote.look.kind.ledger_code),
            (_("To be paid by"), quote.due.isoformat()),
            (_("Reason"), quote.reason),
        ]
