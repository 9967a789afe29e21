"""A refund that its meter refutes: the card proves it, two people sign, nothing is paid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from app.domain.approval import Signed
from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.errors import WhichMeter
from app.operations.refute_refund import (
    REFUTE_REFUND,
    RefuteRefundArguments,
    RefuteRefundQuote,
    RefuteRefundResult,
)
from app.screens.operation_screen import Finished
from app.screens.signed_by_two import SignedByTwo
from app.screens.ways_out import WayOut
from app.telling.results import told
from app.telling.words import Words
from app.widgets.rows import Row


class RefuteRefund(SignedByTwo[RefuteRefundResult]):
    """Nothing to type and nothing to pay: the meter has decided."""

    heading = _("Refund refuted by the meter")
    help_lines = (
        _("A load was taken off this card, and the meter shows that it had it all the same:"),
        _("a copy of the card, or a card that was lost, was put in. Nothing is paid for it."),
        _("Two people record that. The load counts as bought and used, the card sells again."),
        _("A slip tells the customer; their refund slip is worth nothing any more."),
        _("Nothing is written to the card. If it fails, nothing was recorded: start over."),
    )
    writing_below = _("It is being recorded.")

    def __init__(self, meter: str | None = None) -> None:
        """``meter``: whose load, where those of several were used."""
        super().__init__()
        self._meter = meter
        self._quote: RefuteRefundQuote | None = None

    def look(self) -> None:
        """Reads the card; what was signed for was signed for another look."""
        self.forget_second()
        self.facts.show(())
        arguments = RefuteRefundArguments(meter=self._meter)
        look = partial(REFUTE_REFUND.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, self._saw, self.refuse)

    def ways(self, error: TapcardError) -> tuple[WayOut, ...]:
        """One digit for each meter whose load was used."""
        if not isinstance(error, WhichMeter):
            return super().ways(error)
        return tuple(
            WayOut(_("Meter {meter}").format(meter=meter), partial(RefuteRefund, meter))
            for meter in error.meters
        )

    def _saw(self, found: RefuteRefundQuote) -> None:
        self._quote = found
        self.review_again()

    def _rows(self, quote: RefuteRefundQuote) -> list[Row]:
        words, contents, back = self.desk.words, quote.reading.contents, quote.reading.read_back
        refund = quote.refund

        def credit(amount: int) -> str:
            return words.credit(amount, contents.charging, contents.kind)

        return [
            (_("Account"), refund.account),
            (_("Meter"), contents.meter),
            (_("Refund"), f"{refund.id}, {refund.date.isoformat()}"),
            (_("Taken off the card"), credit(refund.money or refund.quantity)),
            (_("The meter had in all"), credit(back.total_credited)),
            (_("No longer to be paid"), words.money(refund.amount)),
            self.second_row(),
        ]

    def to_be_signed(self) -> tuple[str, Sequence[Row]] | None:
        """Always: a customer loses a claim to money."""
        if self._quote is None:
            return None
        what = _("Refund {refund} of account {account} is never paid.")
        refund = self._quote.refund
        return what.format(refund=refund.id, account=refund.account), self._rows(self._quote)

    def signed(self) -> Signed | None:
        """The claim, for somebody who is elsewhere."""
        return None if self._quote is None else REFUTE_REFUND.signs(self._quote)

    def review_again(self) -> None:
        """What is recorded, and who has signed."""
        if self._quote is None:
            return
        question = _("This takes two people. Press +, then the second one signs.")
        if self.is_signed:
            question = _("Pay nothing. Press + to record that the meter had the load.")
        self.ask(self._rows(self._quote), question)

    def perform(self) -> Callable[[], Finished[RefuteRefundResult]]:
        """Records it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._quote
        caller = self.desk.caller(self.take_second())
        if quote is None:
            raise LookupError("nothing was found")
        return lambda: _recorded(words, REFUTE_REFUND.perform(kiosk, caller, quote))


def _recorded(words: Words, result: RefuteRefundResult) -> Finished[RefuteRefundResult]:
    said = told(words, result)
    return Finished(result, said.headline, said.rows, [_("Give the customer the slip.")])
