"""A wrong meter number was typed at the allocation: the card is written for the right meter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from app.domain.accounts import check_meter_number
from app.domain.approval import Signed
from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.correct_meter import (
    CORRECT_METER,
    CorrectMeterArguments,
    CorrectMeterLook,
    CorrectMeterQuote,
    CorrectMeterResult,
)
from app.operations.errors import WhichMeter
from app.screens.operation_screen import Finished
from app.screens.signed_form import SignedForm
from app.screens.ways_out import WayOut
from app.telling.results import told
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_REASONS = (
    Option(1, _("Typed wrongly")),
    Option(2, _("Read wrongly from the meter")),
    Option(3, _("Meters of two premises mixed up")),
)


class CorrectMeter(SignedForm[CorrectMeterResult]):
    """The right number and why; the card is looked at once the number is known."""

    heading = _("Meter number")
    help_lines = (
        _("A meter takes only a card that names it. Put the customer's card on the reader, type"),
        _("the number that stands on the meter, Enter, the digit of the reason, Enter."),
        _("It goes only with the first purchase, before any meter has accepted the card."),
        _("After the shift, or where the card can be copied, it takes two people."),
        _("The card is written again, and a slip with both numbers is printed."),
    )

    def __init__(self, meter: str | None = None) -> None:
        """``meter``: the wrong number, where the card carries untaken loads of several."""
        self._meter = meter
        self.number = Field(_("Right meter number"), FieldKind.DIGITS, id="number", longest=12)
        self.reason = ChoiceField(_("Reason"), id="why", options=_REASONS)
        super().__init__()
        self.quote: CorrectMeterQuote | None = None

    def fields(self) -> Iterable[Field]:
        """The number that stands on the meter, and why."""
        return (self.number, self.reason)

    # -- look ------------------------------------------------------------------------------

    def look(self) -> None:
        """The card is read once the right number is known: here only the form opens."""
        self.quote = None
        self.forget_second()
        self.looked([(_("Card"), _("is read once the number is typed"))])

    def ways(self, error: TapcardError) -> tuple[WayOut, ...]:
        """A digit for each meter whose load is untaken."""
        if not isinstance(error, WhichMeter):
            return super().ways(error)
        return tuple(
            WayOut(_("Meter {meter}").format(meter=meter), partial(CorrectMeter, meter))
            for meter in error.meters
        )

    # -- form ------------------------------------------------------------------------------

    def check(self, field: Field) -> None:
        """A meter number, and a reason from the list."""
        if field is self.reason:
            _chosen = self.reason.choice
        else:
            check_meter_number(field.value)

    def filled(self) -> None:
        """Both are there: the card is looked at."""
        arguments = CorrectMeterArguments(
            number=self.number.value, reason=self.reason.choice.name, meter=self._meter
        )
        look = partial(CORRECT_METER.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, lambda found: self._seen_by(found, arguments), self.refuse)

    def _seen_by(self, found: CorrectMeterLook, arguments: CorrectMeterArguments) -> None:
        self.quote = CORRECT_METER.quote(found, arguments)
        self.review_unsigned()

    # -- review ----------------------------------------------------------------------------

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere."""
        return None if self.quote is None else CORRECT_METER.signs(self.quote)

    def takes_two(self) -> bool:
        """After the shift, or where the card proves nothing."""
        return self._quoted().look.needs_second

    def question(self) -> str:
        """The card is written."""
        return _("Nobody pays. Press + to write the card for the right meter.")

    def signs_for(self) -> str:
        """No meter has had the load of this card."""
        return _("The wrong meter has had nothing of this card: it is written for the right one.")

    def shown_rows(self) -> list[Row]:
        """Old and new number, and the load that moves."""
        quote = self._quoted()
        contents = quote.look.contents
        return [
            (_("Account"), contents.account),
            (_("Meter"), contents.meter),
            (_("Before"), quote.look.card.reading.contents.meter),
            (
                _("On the card"),
                self.desk.words.credit(contents.load, contents.charging, contents.kind),
            ),
            (_("Reason"), quote.reason),
        ]

    def _quoted(self) -> CorrectMeterQuote:
        if self.quote is None:
            raise LookupError("nothing was quoted")
        return self.quote

    # -- perform ---------------------------------------------------------------------------

    def perform(self) -> Callable[[], Finished[CorrectMeterResult]]:
        """Writes it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._quoted()
        caller = self.desk.caller(self.take_second())
        return lambda: _written(words, CORRECT_METER.perform(kiosk, caller, quote))


def _written(words: Words, result: CorrectMeterResult) -> Finished[CorrectMeterResult]:
    said = told(words, result)
    return Finished(result, said.headline, said.rows, [_("The slip is signed and kept.")])
