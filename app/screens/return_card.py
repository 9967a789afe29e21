"""A card of the register that was signed out: all of it, and how it came back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from app.domain.approval import Signed
from app.domain.cards_out import CardOutcome, may_come_back
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries.cards_out import CardOut
from app.operations.local_time import local_date
from app.operations.operation import Caller
from app.operations.return_cards import (
    RETURN_CARDS,
    ReturnCardsArguments,
    ReturnCardsQuote,
    ReturnCardsResult,
)
from app.screens.operation_screen import Finished
from app.screens.signed_by_two import SignedByTwo
from app.screens.walking_form import WalkingForm
from app.telling.cards_out import card_out_rows
from app.telling.results import told
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field
from app.widgets.rows import Row

_HOW = (
    Option(1, _("Back unused")),
    Option(2, _("Back used")),
    Option(3, _("Lost on the round")),
    Option(4, _("Stolen")),
    Option(5, _("Broken and thrown away")),
)
_BACK = {1: CardOutcome.UNUSED, 2: CardOutcome.USED}


class ReturnCard(SignedByTwo[ReturnCardsResult], WalkingForm[ReturnCardsResult]):
    """Shows a card; records how it came back, or by two people that it does not."""

    heading = _("Card signed out")
    help_lines = (
        _("All that the register has of one card."),
        _("Choose how it came back and press Enter, then + to record it."),
        _("Used: record the meter change next, with the day of the work and this card."),
        _("Lost: two people say so. One that turns up again is recorded as back."),
    )
    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("It is being recorded.")
    done_words: str = _("It is recorded")

    def __init__(self, card: CardOut) -> None:
        """``card``: a line of the register."""
        self.how = ChoiceField(_("How it came back"), id="how", options=_HOW)
        super().__init__()
        self._card = card
        self._quote: ReturnCardsQuote | None = None

    def fields(self) -> Iterable[Field]:
        """How it came back."""
        return (self.how,)

    def on_mount(self) -> None:
        """Shows it, and asks where there is something to be said."""
        self.work(partial(local_date, self.desk.kiosk), self._show, self.refuse)

    def _show(self, today: date) -> None:
        state = self._card.state(today)
        allowed = Permission.FUNCTION_CARDS in self.desk.rights
        self.how.display = allowed and may_come_back(state, CardOutcome.UNUSED)
        self.looked(card_out_rows(self._card, today))
        self.tell_options()

    def check(self, field: Field) -> None:
        """It must be in the list."""
        if field is self.how:
            _chosen = self.how.choice

    def filled(self) -> None:
        """Asks whether it is still so."""
        self.forget_second()
        chosen = self.how.choice
        outcome = _BACK.get(chosen.number, CardOutcome.LOST)
        arguments = ReturnCardsArguments(
            cards=self._card.card,
            outcome=outcome,
            reason=chosen.name if outcome is CardOutcome.LOST else "",
        )
        ask = partial(_quoted, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(ask, self._review, self.refuse)

    def _review(self, quote: ReturnCardsQuote) -> None:
        self._quote = quote
        question = _("Press + to record it.")
        if quote.needs_second and not self.is_signed:
            question = _("This takes two people. Press +, then the second one signs.")
        self.ask(self._rows(), question)

    def _rows(self) -> list[Row]:
        return [
            (_("Card"), self._card.card),
            (_("Holder"), self._card.holder),
            (_("How it came back"), self.how.choice.name),
            self.second_row(),
        ]

    def to_be_signed(self) -> tuple[str, Sequence[Row]] | None:
        """A card that does not come back."""
        if self._quote is None or not self._quote.needs_second:
            return None
        what = _("Card {card} does not come back.").format(card=self._card.card)
        return what, self._rows()

    def signed(self) -> Signed | None:
        """That it is lost, for somebody who is elsewhere."""
        return None if self._quote is None else RETURN_CARDS.signs(self._quote)

    def review_again(self) -> None:
        """With who has signed."""
        if self._quote is not None:
            self._review(self._quote)

    def perform(self) -> Callable[[], Finished[ReturnCardsResult]]:
        """Records it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._quote
        caller = self.desk.caller(self.take_second())
        if quote is None:
            raise LookupError("nothing was quoted")
        return lambda: _recorded(words, RETURN_CARDS.perform(kiosk, caller, quote))


def _quoted(kiosk: Kiosk, caller: Caller, arguments: ReturnCardsArguments) -> ReturnCardsQuote:
    return RETURN_CARDS.quote(RETURN_CARDS.look(kiosk, caller, arguments), arguments)


def _recorded(words: Words, result: ReturnCardsResult) -> Finished[ReturnCardsResult]:
    said = told(words, result)
    return Finished(result, said.headline, said.rows)
