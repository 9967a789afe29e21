"""Book what the payer of a scheme paid."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from app.domain.subsidy import PaidThrough
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import subsidies
from app.ledger.queries.subsidies import SchemeOwes
from app.operations.take_subsidy import (
    TAKE_SUBSIDY,
    THROUGH_NAMES,
    TakeSubsidyArguments,
    TakeSubsidyQuote,
    TakeSubsidyResult,
)
from app.screens.money_form import MoneyForm, amount_field
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_THROUGH = tuple(PaidThrough)


class TakeSubsidy(MoneyForm[TakeSubsidyResult]):
    """How much came, how, by which paper."""

    heading = _("Payment of a scheme")
    help_lines = (
        _("Have the bank's paper at hand: the money is in the utility's account already."),
        _("Type the amount, how it came, and the number of the paper. No drawer is opened."),
        _("At most what is owed is booked; the rest waits until it is owed."),
        _("Two people sign. A receipt for the payer is printed; it says what is still owed."),
    )
    operation = TAKE_SUBSIDY

    def __init__(self, scheme: str) -> None:
        """``scheme``: its code."""
        self.amount = amount_field(_("Amount"))
        options = tuple(Option(at, THROUGH_NAMES[one]) for at, one in enumerate(_THROUGH, start=1))
        self.through = ChoiceField(_("How it came"), id="through", options=options)
        self.reference = Field(_("Reference"), FieldKind.TEXT, id="reference", longest=40)
        super().__init__()
        self.scheme = scheme

    def fields(self) -> Iterable[Field]:
        """How much, how, by which paper."""
        return (self.amount, self.through, self.reference)

    def look(self) -> None:
        """What it owes."""
        self.forget_second()
        self.work(partial(_read, self.desk.kiosk, self.scheme), self._read, self.refuse)

    def _read(self, found: SchemeOwes) -> None:
        words = self.desk.words
        self.looked(
            [
                (_("Payer"), found.scheme.payer),
                (_("Owed"), words.money(found.owed)),
                (_("Since"), "" if found.since is None else found.since.isoformat()),
            ]
        )
        self.tell_options()

    def arguments(self) -> TakeSubsidyArguments:
        """What was filled in."""
        return TakeSubsidyArguments(
            scheme=self.scheme,
            amount=self.amount.value,
            reference=self.reference.value,
            through=_THROUGH[self.through.choice.number - 1],
        )

    def takes_two(self) -> bool:
        """Always."""
        return True

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to record that the utility has this money.")

    def shown_rows(self) -> list[Row]:
        """How much, by which paper, what is owed still."""
        quote: TakeSubsidyQuote = self.quote
        words = self.desk.words
        return [
            (_("Payer"), quote.look.scheme.payer),
            (_("Scheme"), quote.look.scheme.code),
            (_("Paid"), words.money(quote.amount)),
            (_("Reference"), f"{THROUGH_NAMES[quote.through]} {quote.reference}"),
            (_("Still owed"), words.money(quote.look.owed - quote.amount)),
        ]


def _read(kiosk: Kiosk, code: str) -> SchemeOwes:
    with kiosk.ledger.read() as reader:
        scheme = subsidies.subsidy_scheme(reader.db, code)
        if scheme is None:
            raise LookupError(code)
        return subsidies.scheme_owes(reader.db, scheme)
