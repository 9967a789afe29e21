"""Signing cards out: who takes which along, why, and until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import ClassVar

from app.domain.cards_out import LONGEST_OUT, BadCardNumber, card_numbers
from app.domain.errors import TapcardError
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.cards_out import CardsSignedOut
from app.operations.errors import AlreadyThere
from app.operations.local_time import local_date
from app.operations.operation import Caller
from app.operations.reasons import line_of_text, reason_given
from app.operations.sign_out_cards import (
    LONGEST_HOLDER,
    SIGN_OUT_CARDS,
    SignOutCardsArguments,
    SignOutCardsResult,
)
from app.screens.operation_screen import Finished
from app.screens.walking_form import WalkingForm, complain
from app.telling.results import told
from app.telling.words import Words
from app.widgets.field import Field, FieldKind

_WEEKEND = 3
"""Days: from Friday to Monday."""


class SignOutCards(WalkingForm[SignOutCardsResult]):
    """A technician takes prepared cards along while the counter is closed."""

    heading = _("Sign cards out")
    help_lines = (
        _("Type who takes the cards along, and the numbers that stand on them."),
        _("Commas or spaces between the numbers; one slip lists all of them."),
        _("Say why, and in how many days they are due back."),
        _("Press + to record it. The technician signs the slip. No card is written."),
        _("Each card comes back in the register: unused, used, or lost by two people's word."),
        _("For a used one the meter change is recorded afterwards, with the day of the work."),
    )
    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("It is being recorded.")
    done_words: str = _("The technician signs the slip")

    def __init__(self) -> None:
        """Nothing was typed yet."""
        self.holder = Field(_("Technician"), FieldKind.TEXT, id="holder", longest=LONGEST_HOLDER)
        self.cards = Field(_("Cards"), FieldKind.TEXT, id="cards", longest=300)
        self.why = Field(
            _("Reason"), FieldKind.TEXT, id="why", hint=_("empty = weekend"), longest=60
        )
        self.days = Field(
            _("Due back, days"),
            FieldKind.DIGITS,
            id="days",
            hint=_("empty = {days}").format(days=_WEEKEND),
            longest=2,
        )
        super().__init__()
        self._quote: CardsSignedOut | None = None

    def fields(self) -> Iterable[Field]:
        """Who, what, why, until when."""
        return (self.holder, self.cards, self.why, self.days)

    def check(self, field: Field) -> None:
        """Each as such; whether a card is out, the register says."""
        if field is self.holder:
            line_of_text(field.value, _("name of the holder"), LONGEST_HOLDER)
        elif field is self.cards:
            card_numbers(field.value)
        elif field is self.why and field.value:
            reason_given(field.value)

    def filled(self) -> None:
        """Asks the register."""
        kiosk, caller, days = self.desk.kiosk, self.desk.caller(), int(self.days.value or _WEEKEND)
        ask = partial(self._quoted, kiosk, caller, min(days, LONGEST_OUT + 1))
        self.work(ask, self._review, self.refuse)

    def _quoted(self, kiosk: Kiosk, caller: Caller, days: int) -> CardsSignedOut:
        arguments = SignOutCardsArguments(
            holder=self.holder.value,
            cards=self.cards.value,
            reason=self.why.value or _("weekend"),
            due_back=local_date(kiosk) + timedelta(days=days),
        )
        return SIGN_OUT_CARDS.quote(SIGN_OUT_CARDS.look(kiosk, caller, arguments), arguments)

    def _review(self, quote: CardsSignedOut) -> None:
        self._quote = quote
        rows = [
            (_("Technician"), quote.holder),
            (_("Cards"), ", ".join(quote.cards)),
            (_("Reason"), quote.reason),
            (_("Due back"), quote.due_back.isoformat()),
        ]
        question = _("{count} cards. Press + to record it and print the slip.")
        self.ask(rows, question.format(count=len(quote.cards)))

    def refuse(self, error: TapcardError) -> None:
        """What is wrong with the cards is said under them."""
        if not isinstance(error, AlreadyThere | BadCardNumber):
            super().refuse(error)
            return
        self.start_at(self.cards)
        self.enter(self.first_stage())
        complain(self.cards, error)

    def perform(self) -> Callable[[], Finished[SignOutCardsResult]]:
        """Records it."""
        kiosk, words, caller = self.desk.kiosk, self.desk.words, self.desk.caller()
        quote = self._quote
        if quote is None:
            raise LookupError("nothing was quoted")
        return lambda: _out(words, SIGN_OUT_CARDS.perform(kiosk, caller, quote))


def _out(words: Words, result: SignOutCardsResult) -> Finished[SignOutCardsResult]:
    said = told(words, result)
    return Finished(result, said.headline, said.rows)
