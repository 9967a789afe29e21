"""The dial at the allocation of a meter was recorded wrongly: put right, without a card."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar

from app.domain.accounts import check_account_number
from app.domain.amounts import parse_volume
from app.domain.approval import Signed
from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.correct_dial import (
    CORRECT_DIAL,
    CorrectDialArguments,
    CorrectDialLook,
    CorrectDialQuote,
    CorrectDialResult,
)
from app.screens.operation_screen import Finished
from app.screens.signed_form import SignedForm
from app.screens.walking_form import complain
from app.telling.results import told
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_REASONS = (
    Option(1, _("Typed wrongly")),
    Option(2, _("Read wrongly from the meter")),
    Option(3, _("Decimals of the register misread")),
)


class CorrectDial(SignedForm[CorrectDialResult]):
    """Whose meter, and what its register showed."""

    heading = _("Dial at allocation")
    help_lines = (
        _("What the meter's register showed on the day of its allocation is put right."),
        _("Type account, meter where there are several, the reading in units, the reason."),
        _("What is reckoned from it later takes the new reading."),
        _("After the shift it takes two people."),
        _("A slip with the old and the new reading is printed. No money moves."),
    )
    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("The reading is being recorded.")
    done_words: str = _("The reading is put right")

    def __init__(self) -> None:
        """Empty fields; the meter may stay so."""
        self.account = Field(_("Account"), FieldKind.DIGITS, id="account", longest=12)
        self.meter = Field(
            _("Meter"), FieldKind.DIGITS, id="meter", hint=_("empty = the only one"), longest=12
        )
        self.dial = Field(_("Right reading"), FieldKind.NUMBER, id="dial", longest=14)
        self.reason = ChoiceField(_("Reason"), id="why", options=_REASONS)
        super().__init__()
        self.quote: CorrectDialQuote | None = None

    def fields(self) -> Iterable[Field]:
        """In the order in which one asks."""
        return (self.account, self.meter, self.dial, self.reason)

    def look(self) -> None:
        """There is nothing to look at before the account is known."""

    # -- form ------------------------------------------------------------------------------

    def check(self, field: Field) -> None:
        """An account number, a reading, a reason from the list."""
        if field is self.account:
            check_account_number(field.value)
        elif field is self.dial and (field.value.strip("0") or not field.value):
            parse_volume(field.value)
        elif field is self.reason:
            _chosen = self.reason.choice

    def filled(self) -> None:
        """Asks the ledger what is recorded."""
        arguments = CorrectDialArguments(
            account=self.account.value,
            dial=self.dial.value,
            reason=self.reason.choice.name,
            meter=self.meter.value or None,
        )
        look = partial(CORRECT_DIAL.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, lambda found: self._found(found, arguments), self.refuse)

    def _found(self, found: CorrectDialLook, arguments: CorrectDialArguments) -> None:
        try:
            self.quote = CORRECT_DIAL.quote(found, arguments)
        except TapcardError as error:
            complain(self.dial, error)
            self.dial.take_focus()
        else:
            self.review_unsigned()

    # -- review ----------------------------------------------------------------------------

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere."""
        return None if self.quote is None else CORRECT_DIAL.signs(self.quote)

    def takes_two(self) -> bool:
        """After the shift."""
        return self._quoted().look.needs_second

    def question(self) -> str:
        """A record changes, nothing else."""
        return _("Press + to put the reading right.")

    def signs_for(self) -> str:
        """Whose dial."""
        return _("The dial of meter {meter} at its allocation is put right.").format(
            meter=self._quoted().look.allocation.meter
        )

    def shown_rows(self) -> list[Row]:
        """Old and new reading."""
        words, quote = self.desk.words, self._quoted()
        was = quote.look.allocation
        return [
            (_("Account"), was.account),
            (_("Meter"), was.meter),
            (_("Dial"), words.volume(quote.dial, was.kind)),
            (_("Before"), words.volume(was.dial, was.kind)),
            (_("Reason"), quote.reason),
        ]

    def _quoted(self) -> CorrectDialQuote:
        if self.quote is None:
            raise LookupError("nothing was quoted")
        return self.quote

    # -- perform ---------------------------------------------------------------------------

    def perform(self) -> Callable[[], Finished[CorrectDialResult]]:
        """Records it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._quoted()
        caller = self.desk.caller(self.take_second())
        return lambda: _recorded(words, CORRECT_DIAL.perform(kiosk, caller, quote))


def _recorded(words: Words, result: CorrectDialResult) -> Finished[CorrectDialResult]:
    said = told(words, result)
    return Finished(result, said.headline, said.rows, [_("The slip is signed and kept.")])
