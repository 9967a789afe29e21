"""The shape of screens on which a drawer is counted blind, piece by piece, and its shift ends.

Nothing on them comes from the books before the count is confirmed. A first count that does not
agree is told so and nothing else; the form is empty again for the second one, which is final.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from textual.widgets import Input

from app.domain.amounts import format_money, parse_money
from app.domain.approval import Signed
from app.domain.denominations import denominations
from app.domain.errors import TapcardError
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.close_shift import CloseShiftQuote
from app.operations.count_drawer import COUNT_DRAWER
from app.operations.errors import CountAgain, CountedBefore
from app.operations.operation import Caller, Operation
from app.screens.operation_screen import Finished, Stage
from app.screens.signed_form import SignedForm
from app.telling.words import Words
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Tone
from app.widgets.rows import Row

Result = TypeVar("Result", bound=msgspec.Struct)

_VALUE_COLUMNS = 12
_MOST_PIECES_DIGITS = 6
_MOST_AMOUNT = 14


class CountingForm(SignedForm[Result], Generic[Result]):
    """Values, largest first, and what has no line of its own."""

    needs_card = False
    writing_words = _("One moment")
    writing_below = _("The shift is closed, the ledger is copied.")
    operation: ClassVar[Operation[Any, Any, Any, Any]]

    def __init__(self) -> None:
        """Nothing counted."""
        words = self.desk.words
        self.values = denominations(words.currency, words.digits)
        self.pieces = [
            Field(
                _piece_label(format_money(value, words.digits)),
                FieldKind.DIGITS,
                id=f"pieces-{value}",
                longest=_MOST_PIECES_DIGITS,
            )
            for value in self.values
        ]
        self.rest = Field(
            _("Anything else").rjust(_VALUE_COLUMNS),
            FieldKind.NUMBER,
            id="rest",
            hint=_("as an amount"),
            longest=_MOST_AMOUNT,
        )
        super().__init__()
        self.found: Any = None
        self.quote: Any = None

    # -- what a screen says of its count ---------------------------------------------------

    @abstractmethod
    def arguments(self, counted: str) -> msgspec.Struct:
        """What was filled in, with this count."""

    @abstractmethod
    def finished(self, words: Words, result: Result) -> Finished[Result]:
        """What came of it; run beside the screen."""

    def known(self) -> None:
        """The operation has looked: :attr:`found` says at what."""

    # -- looking ---------------------------------------------------------------------------

    def fields(self) -> Iterable[Field]:
        """Values, largest first; the rest."""
        return (*self.pieces, self.rest)

    def on_mount(self) -> None:
        """Nothing is counted yet."""
        self._tell_total()
        self.look()

    def look(self) -> None:
        """The open shift; without one there is nothing to count."""
        look = partial(
            self.operation.look, self.desk.kiosk, self.desk.caller(), self.arguments("0")
        )
        self.work(look, self._found, self.refuse)

    def _found(self, look: Any) -> None:  # noqa: ANN401  as the operation has it
        self.found = look
        self.known()

    # -- counting --------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Adds up while it is counted."""
        for value, field in zip(self.values, self.pieces, strict=True):
            if field.input is event.input:
                label = _piece_label(format_money(value, self.desk.words.digits))
                amount = int(field.value or 0) * value
                field.relabel(label, f"= {self.desk.words.column(amount)}" if amount else "")
        self._tell_total()

    def _tell_total(self) -> None:
        counted = sum(
            int(field.value or 0) * value
            for value, field in zip(self.values, self.pieces, strict=True)
        )
        total = self.desk.words.money(counted + self._rest())
        self.facts.show([(_("Counted so far"), total)])

    def _rest(self) -> Money:
        """The amount without pieces, as far as it can be read."""
        try:
            return parse_money(self.rest.value, self.desk.words.digits)
        except TapcardError:
            return 0

    def check(self, field: Field) -> None:
        """Of a count only the amount can be wrong."""
        if field is self.rest and field.value:
            parse_money(field.value, self.desk.words.digits)

    def filled(self) -> None:
        """Everything is counted: shows the count for review."""
        self.start_at(self.pieces[0])
        if self.found is None:
            return
        self.quote = self.operation.quote(self.found, self.arguments(self._counted()))
        self.review_unsigned()

    def _counted(self) -> str:
        digits = self.desk.words.digits
        parts = [
            f"{format_money(value, digits)}x{field.value}"
            for value, field in zip(self.values, self.pieces, strict=True)
            if int(field.value or 0)
        ]
        if self.rest.value:
            parts.append(f"{self.rest.value}x1")
        return ",".join(parts) or "0"

    def shown_rows(self) -> list[Row]:
        """The count."""
        words, quote = self.desk.words, self.quote
        pieces = quote.counted[:-1] if self.rest.value else quote.counted
        lines = [
            (
                f"{piece.pieces:>{_MOST_PIECES_DIGITS}} x {words.column(piece.value)}",
                words.column(piece.value * piece.pieces),
            )
            for piece in pieces
        ]
        rest = words.column(quote.counted[-1].value) if self.rest.value else ""
        total = _("Counted {currency}").format(currency=words.currency)
        return [*lines, (_("Anything else"), rest), (total, words.column(quote.counted_total))]

    # -- perform ---------------------------------------------------------------------------

    def takes_two(self) -> bool:
        """As the quote says."""
        return bool(self.quote.needs_second)

    def signed(self) -> Signed | None:
        """Who signs has to see it counted: nobody does from elsewhere."""
        return None

    def perform(self) -> Callable[[], Finished[Result]]:
        """The first count, and the end of the shift if it agrees; the second one ends it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self.quote
        caller = self.desk.caller(self.take_second())

        def act() -> Finished[Result]:
            if not quote.look.counted_before:
                _count_first(kiosk, caller, quote)
            return self.finished(words, self.operation.perform(kiosk, caller, quote))

        return act

    def refuse(self, error: TapcardError) -> None:
        """After a first count that does not agree the form is empty again, for the second."""
        if not isinstance(error, CountAgain | CountedBefore) or self.found is None:
            super().refuse(error)
            return
        self.found = msgspec.structs.replace(self.found, counted_before=True)
        for field in (*self.pieces, self.rest):
            field.input.value = ""
        self.start_at(self.pieces[0])
        self.notice.say(Tone.NOTE, error.message, error.remedy)
        self.enter(Stage.FORM)
        self.counter.bell()


def _count_first(kiosk: Kiosk, caller: Caller, quote: CloseShiftQuote) -> None:
    """Keeps the first count. Raises CountAgain where it does not agree, CountedBefore."""
    unnamed = msgspec.structs.replace(caller, request=None)  # the id is the close's
    if not COUNT_DRAWER.perform(kiosk, unnamed, quote).agrees:
        raise CountAgain(
            _("The count does not agree."),
            _("Count once more: the second count closes the shift, whatever it says."),
        )


def _piece_label(value: str) -> str:
    return value.rjust(_VALUE_COLUMNS) + "  x"
