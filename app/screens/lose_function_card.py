"""A function card of the register in full; one that is out can be reported lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import ClassVar

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries.function_cards import FunctionCard
from app.operations.function_words import FUNCTION_NAMES
from app.operations.local_time import local_date
from app.operations.lose_function_card import (
    LOSE_FUNCTION_CARD,
    LoseFunctionCardArguments,
    LoseFunctionCardQuote,
    LoseFunctionCardResult,
)
from app.operations.operation import Caller
from app.screens.operation_screen import Finished
from app.screens.walking_form import WalkingForm
from app.telling.function_cards import register_rows
from app.telling.results import told
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field

_HOW = (
    Option(1, _("Lost on the round")),
    Option(2, _("Stolen")),
    Option(3, _("Broken")),
    Option(4, _("The holder left")),
)


class LoseFunctionCard(WalkingForm[LoseFunctionCardResult]):
    """Shows a card; reports it lost."""

    heading = _("Function card")
    help_lines = (
        _("All that the register has of one card."),
        _("If it is lost, choose how and press Enter, then + to record it."),
        _("One that turns up again is read back as any other."),
        _("Nothing is printed. Tell whoever looks after the meters that it is gone."),
    )
    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("The loss is being recorded.")
    done_words: str = _("The card is reported lost")

    def __init__(self, card: FunctionCard) -> None:
        """``card``: a line of the register."""
        self.how = ChoiceField(_("Lost? How"), id="how", options=_HOW)
        super().__init__()
        self._card = card
        self._quote: LoseFunctionCardQuote | None = None

    def fields(self) -> Iterable[Field]:
        """How it went lost."""
        return (self.how,)

    def on_mount(self) -> None:
        """There is something to fill in only for a card that is out."""
        card = self._card
        reports = Permission.FUNCTION_CARDS in self.desk.rights
        self.how.display = reports and card.returned is None and card.lost is None
        self.work(partial(local_date, self.desk.kiosk), self._show, self.refuse)

    def _show(self, today: date) -> None:
        rows = register_rows(self.desk.words, self._card, today)
        self.looked(rows, FUNCTION_NAMES[self._card.function].capitalize())
        self.tell_options()

    def check(self, field: Field) -> None:
        """How it went lost must be in the list."""
        if field is self.how:
            _chosen = self.how.choice

    def filled(self) -> None:
        """Asks whether it is still out."""
        arguments = LoseFunctionCardArguments(card=str(self._card.id), reason=self.how.choice.name)
        self.work(
            partial(_quoted, self.desk.kiosk, self.desk.caller(), arguments),
            self._review,
            self.refuse,
        )

    def _review(self, quote: LoseFunctionCardQuote) -> None:
        self._quote = quote
        rows = [(_("Lost"), quote.reason), (_("Holder"), quote.card.holder)]
        self.ask(rows, _("Meters would still obey it. Press + to report it lost."))

    def perform(self) -> Callable[[], Finished[LoseFunctionCardResult]]:
        """Records it."""
        kiosk, words, caller = self.desk.kiosk, self.desk.words, self.desk.caller()
        quote = self._quote
        if quote is None:
            raise LookupError("nothing was quoted")
        return lambda: _lost(words, LOSE_FUNCTION_CARD.perform(kiosk, caller, quote))


def _quoted(
    kiosk: Kiosk, caller: Caller, arguments: LoseFunctionCardArguments
) -> LoseFunctionCardQuote:
    look = LOSE_FUNCTION_CARD.look(kiosk, caller, arguments)
    return LOSE_FUNCTION_CARD.quote(look, arguments)


def _lost(words: Words, result: LoseFunctionCardResult) -> Finished[LoseFunctionCardResult]:
    said = told(words, result)
    return Finished(result, said.headline, said.rows)
