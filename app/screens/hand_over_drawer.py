"""A drawer goes to the next operator: counted blind by who leaves, signed for by who comes."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.errors import TapcardError
from app.domain.invoice_stock import InvoicesRefused
from app.domain.text import _
from app.operations.hand_over_drawer import (
    HAND_OVER_DRAWER,
    HandOverDrawerArguments,
    HandOverDrawerResult,
)
from app.operations.sign_in import SignedIn
from app.screens.close_shift import figures, verdict
from app.screens.named_drawer import NamedDrawer
from app.screens.operation_screen import Finished
from app.screens.takes_over import TakesOver
from app.screens.walking_form import complain
from app.telling.results import missing_in
from app.telling.words import Words
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class HandOverDrawer(NamedDrawer[HandOverDrawerResult]):
    """The cash stays in the drawer; who takes it over works here next."""

    heading = _("Hand the drawer over")
    help_lines = (
        _("Type the operator number of who takes over; then count your drawer, change money and"),
        _("all. If it does not agree you count once more; that is final."),
        _("Press +: they see the count and sign with their PIN. Press + once more."),
        _("Your shift ends with its Z report; theirs begins with what was counted. A paper for"),
        _("both is printed. What is over or short is yours. They are signed in then."),
    )
    done_words = _("The drawer is handed over")
    operation = HAND_OVER_DRAWER

    def __init__(self) -> None:
        """Nobody takes it yet."""
        self.invoice = Field(
            _("Their uppermost sheet"),
            FieldKind.DIGITS,
            id="invoice",
            hint=_("the number printed on it"),
            longest=9,
        )
        super().__init__()
        self.invoice.display = False
        self._next: SignedIn | None = None

    def who_label(self) -> str:
        """Who comes."""
        return _("Who takes over")

    def more_fields(self) -> Iterable[Field]:
        """The next pre-printed number, where one is asked for."""
        return (self.invoice,)

    def known(self) -> None:
        """Whether who comes confirms a number."""
        self.invoice.display = self.found.expected is not None

    def arguments(self, counted: str) -> HandOverDrawerArguments:
        """Who, and the count."""
        number = self.invoice.value
        return HandOverDrawerArguments(
            to=self.named(), counted=counted, invoice=int(number) if number else None
        )

    def filled(self) -> None:
        """A number that is not the next one is complained of where it was typed."""
        try:
            super().filled()
        except InvoicesRefused as error:
            self._wrong_number(error)

    def _wrong_number(self, error: TapcardError) -> None:
        self.start_at(self.invoice)
        complain(self.invoice, error)
        self.invoice.take_focus()

    # -- review and signature --------------------------------------------------------------

    def shown_rows(self) -> list[Row]:
        """Who, and the count."""
        return [(_("Taken over by"), str(self.quote.to)), *super().shown_rows()]

    def question(self) -> str:
        """What + does."""
        return _("Press + to hand the drawer over. The count is then final.")

    def review_again(self) -> None:
        """Who takes over signs first."""
        question = self.question()
        if not self.is_signed:
            question = _("Press +, then operator {operator} signs with their PIN.").format(
                operator=self.quote.to
            )
        self.ask([*self.shown_rows(), self.second_row()], question)

    def signs_for(self) -> str:
        """What becomes theirs."""
        return _("You take over the drawer with what was counted. It is your float.")

    def confirmed(self) -> bool:
        """Who takes over signs before anything is written."""
        if self.is_signed:
            return True
        rows = super().shown_rows()
        self.app.push_screen(TakesOver(self.quote.to, self.signs_for(), rows), self._signed)
        return False

    def take_second(self) -> SignedIn | None:
        """Kept too: they are signed in afterwards."""
        self._next = super().take_second()
        return self._next

    # -- afterwards ------------------------------------------------------------------------

    def finished(
        self, words: Words, result: HandOverDrawerResult
    ) -> Finished[HandOverDrawerResult]:
        """The Z report's figures, and how the next shift begins."""
        ended, begun = result.ended, result.begun
        rows = [
            *figures(words, ended),
            (
                _("Next shift"),
                _("operator {operator}, signed in at Enter").format(operator=begun.operator),
            ),
            (_("Begins with"), words.column(begun.float_cash)),
            (_("Paper"), str(begun.shift)),
        ]
        return Finished(result, verdict(words, ended.over_short), rows, missing_in(result))

    def _leave(self) -> None:
        if self._finished is None or self._next is None:
            super()._leave()
        else:
            self.counter.hand_over(self._next)
