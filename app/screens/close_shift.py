"""Closing a shift: the drawer is counted blind, piece by piece; then the Z report tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import msgspec
from textual.widgets import Input

from app.domain.amounts import format_money
from app.domain.denominations import denominations
from app.domain.errors import TapcardError
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.close_shift import (
    CLOSE_SHIFT,
    CloseShiftArguments,
    CloseShiftLook,
    CloseShiftQuote,
    CloseShiftResult,
)
from app.operations.count_drawer import COUNT_DRAWER
from app.operations.errors import CountAgain, CountedBefore
from app.operations.operation import Caller
from app.screens.operation_screen import Finished, Stage
from app.screens.walking_form import WalkingForm
from app.telling.results import missing_in
from app.telling.words import Words
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Tone
from app.widgets.rows import Row

_VALUE_COLUMNS = 12
_MOST_PIECES_DIGITS = 6
_MOST_AMOUNT = 14


class CloseShift(WalkingForm[CloseShiftResult]):
    """Nothing on it comes from the books before the count is confirmed."""

    heading = _("Close shift")
    help_lines = (
        _("Count your drawer, with the change money in it."),
        _("Type how many pieces there are of each value, Enter; empty means none."),
        _("What has no line of its own is typed as an amount in the last one."),
        _("Esc goes up one line."),
        _("Press + to close. If it does not agree you count once more; that is final."),
        _("Only then you see what should have been there."),
        _("The Z report is printed, and the ledger is copied to the backup path."),
    )
    needs_card = False
    done_words = _("Your shift is closed")
    writing_words = _("One moment")
    writing_below = _("The shift is closed, the ledger is copied.")

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
        self.found: CloseShiftLook | None = None
        self.quote: CloseShiftQuote | None = None

    def fields(self) -> Iterable[Field]:
        """Values, largest first; the rest."""
        return (*self.pieces, self.rest)

    def on_mount(self) -> None:
        """Without an open shift there is nothing to count."""
        self._tell_total()
        self.look()

    def look(self) -> None:
        """The open shift."""
        arguments = CloseShiftArguments(counted="0")
        look = partial(CLOSE_SHIFT.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, self._found, self.refuse)

    def _found(self, look: CloseShiftLook) -> None:
        self.found = look

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
            quote = self._quoted(f"{self.rest.value}x1")
        except TapcardError:
            return 0
        return quote.counted_total if quote else 0

    def check(self, field: Field) -> None:
        """Only the amount can be wrong."""
        if field is self.rest and field.value:
            self._quoted(f"{field.value}x1")

    def filled(self) -> None:
        """Everything is counted: shows the count for review."""
        self.start_at(self.pieces[0])
        quote = self._quoted(self._counted())
        if quote is None:
            return
        self.quote = quote
        self.ask(self._rows(quote), _("Press + to close your shift. The count is then final."))

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

    def _quoted(self, counted: str) -> CloseShiftQuote | None:
        if self.found is None:
            return None
        return CLOSE_SHIFT.quote(self.found, CloseShiftArguments(counted=counted))

    def _rows(self, quote: CloseShiftQuote) -> list[Row]:
        words = self.desk.words
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

    def perform(self) -> Callable[[], Finished[CloseShiftResult]]:
        """Closes it, prints the Z report, copies the ledger."""
        kiosk, words, caller, quote = (
            self.desk.kiosk,
            self.desk.words,
            self.desk.caller(),
            self.quote,
        )
        if quote is None:
            raise LookupError("nothing was counted")

        def act() -> Finished[CloseShiftResult]:
            if not quote.look.counted_before:
                _count_first(kiosk, caller, quote)
            return closed(words, CLOSE_SHIFT.perform(kiosk, caller, quote))

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


def closed(words: Words, result: CloseShiftResult) -> Finished[CloseShiftResult]:
    """The Z report's figures."""
    backup = Path(result.backup).name if result.backup else _("none: no place for it is set")
    rows = [
        (_("Z report"), str(result.report_number)),
        (_("Sales ({count})").format(count=result.sales), words.column(result.sales_total)),
        (_("Refunds ({count})").format(count=result.refunds), words.column(result.refunds_total)),
        (
            _("Reversals ({count})").format(count=result.reversals),
            words.column(result.reversals_total) if result.reversals else "",
        ),
        (_("Expected in drawer"), words.column(result.expected)),
        (_("Counted"), words.column(result.counted_total)),
        (_("Over") if result.over_short > 0 else _("Short"), _difference(words, result)),
        (_("In doubt"), _in_doubt(result.in_doubt) if result.in_doubt else ""),
        (_("Backup"), "" if result.backup_failure else backup),
    ]
    return Finished(result, _verdict(words, result.over_short), rows, missing_in(result))


def _piece_label(value: str) -> str:
    return value.rjust(_VALUE_COLUMNS) + "  x"


def _verdict(words: Words, over_short: Money) -> str:
    if not over_short:
        return _("The count agrees.")
    sentence = _("{money} over") if over_short > 0 else _("{money} short")
    return sentence.format(money=words.money(abs(over_short)))


def _difference(words: Words, result: CloseShiftResult) -> str:
    return words.column(abs(result.over_short)) if result.over_short else ""


def _in_doubt(count: int) -> str:
    return _("{count} open: settle them with their cards").format(count=count)
