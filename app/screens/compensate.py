"""Compensation: credit without money goes on a customer's card; two people sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from app.domain.amounts import parse_money, parse_volume
from app.domain.approval import Signed
from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.compensate import (
    COMPENSATE,
    CompensateArguments,
    CompensateLook,
    CompensateQuote,
    CompensateResult,
)
from app.operations.errors import WhichMeter
from app.screens.operation_screen import Finished
from app.screens.signed_by_two import SignedByTwo
from app.screens.walking_form import WalkingForm, complain
from app.screens.ways_out import WayOut
from app.telling.results import told
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_REASONS = (
    Option(1, _("Load lost with a card")),
    Option(2, _("Meter fault")),
    Option(3, _("No supply")),
    Option(4, _("Leak before the meter")),
    Option(5, _("Our mistake")),
    Option(6, _("Decision of head office")),
)


class Compensate(SignedByTwo[CompensateResult], WalkingForm[CompensateResult]):
    """How much and why; then the second person signs for what is shown."""

    heading = _("Compensation")
    help_lines = (
        _("Credit that the utility owes a customer goes on the card. It costs nothing."),
        _("Type how much, Enter, the digit of the reason, Enter."),
        _("It takes two people: the second one signs after the first +."),
        _("What is written is shown once more; then press + to write it."),
        _("Both sign the slip, and the customer gets it."),
    )

    def __init__(self, meter: str | None = None) -> None:
        """``meter``: which one, where the card serves several that can be given credit."""
        self._meter = meter
        self.credit = Field("", FieldKind.NUMBER, id="credit", longest=14)
        self.reason = ChoiceField(_("Reason"), id="why", options=_REASONS)
        super().__init__()
        self.found: CompensateLook | None = None
        self.quote: CompensateQuote | None = None

    def fields(self) -> Iterable[Field]:
        """How much, and why."""
        return (self.credit, self.reason)

    # -- look ------------------------------------------------------------------------------

    def look(self) -> None:
        """Reads the card; what was signed for was signed for another look."""
        self.forget_second()
        self.facts.show(())
        arguments = CompensateArguments(reason="", meter=self._meter)
        look = partial(COMPENSATE.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, self.saw, self.refuse)

    def saw(self, found: CompensateLook) -> None:
        """Asks for what the meter counts."""
        self.found = found
        words, contents = self.desk.words, found.contents
        if contents.charging.counts_money:
            self.credit.relabel(_("Amount {currency}").format(currency=words.currency), "")
        else:
            unit = words.unit(contents.kind)
            self.credit.relabel(_("Volume {unit}").format(unit=unit), "")
        self.looked(
            [
                (_("Account"), contents.account),
                (_("Meter"), contents.meter),
                (_("Owed to the customer"), self._said(found, found.owed) or _("nothing recorded")),
            ]
        )

    def ways(self, error: TapcardError) -> tuple[WayOut, ...]:
        """One digit for each meter that can be given credit."""
        if not isinstance(error, WhichMeter):
            return super().ways(error)
        return tuple(
            WayOut(_("Meter {meter}").format(meter=meter), partial(Compensate, meter))
            for meter in error.meters
        )

    # -- form ------------------------------------------------------------------------------

    def check(self, field: Field) -> None:
        """A figure and a reason."""
        if field is self.reason:
            _chosen = self.reason.choice
        elif self.found is not None and self.found.contents.charging.counts_money:
            parse_money(field.value, self.desk.words.digits)
        else:
            parse_volume(field.value)

    def filled(self) -> None:
        """Both are there: what would be written is shown."""
        found = self.found
        self.forget_second()
        if found is None:
            raise LookupError("no card was seen")
        counts_money = found.contents.charging.counts_money
        arguments = CompensateArguments(
            reason=self.reason.choice.name,
            volume=None if counts_money else self.credit.value,
            amount=self.credit.value if counts_money else None,
        )
        try:
            self.quote = COMPENSATE.quote(found, arguments)
        except TapcardError as error:
            complain(self.credit, error)
            self.credit.take_focus()
        else:
            self._review(self.quote)

    # -- review ----------------------------------------------------------------------------

    def _review(self, quote: CompensateQuote) -> None:
        question = _("This takes two people. Press +, then the second one signs.")
        if self.is_signed:
            question = _("Nobody pays. Press + to write the card.")
        self.ask(self._rows(quote), question)

    def _rows(self, quote: CompensateQuote) -> list[Row]:
        look = quote.look
        return [
            (_("On the card"), self._said(look, quote.credit)),
            (_("Of it is owed"), self._said(look, quote.settles)),
            (_("Owed afterwards"), self._said(look, look.owed - quote.settles)),
            (_("Reason"), quote.reason),
            self.second_row(),
        ]

    def _said(self, look: CompensateLook, credit: int) -> str:
        contents = look.contents
        words = self.desk.words
        return words.credit(credit, contents.charging, contents.kind) if credit else ""

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere."""
        return None if self.quote is None else COMPENSATE.signs(self.quote)

    def to_be_signed(self) -> tuple[str, Sequence[Row]] | None:
        """Always: credit that nobody pays for."""
        quote = self.quote
        if quote is None:
            return None
        what = _("Credit is put on the card of account {account} without money.").format(
            account=quote.look.contents.account
        )
        return what, self._rows(quote)

    def review_again(self) -> None:
        """With who has signed."""
        if self.quote is not None:
            self._review(self.quote)

    # -- perform ---------------------------------------------------------------------------

    def perform(self) -> Callable[[], Finished[CompensateResult]]:
        """Writes it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self.quote
        caller = self.desk.caller(self.take_second())
        if quote is None:
            raise LookupError("nothing was quoted")
        return lambda: _given(words, COMPENSATE.perform(kiosk, caller, quote))


def _given(words: Words, result: CompensateResult) -> Finished[CompensateResult]:
    said = told(words, result)
    return Finished(result, said.headline, said.rows, [_("Both people sign the slip.")])
