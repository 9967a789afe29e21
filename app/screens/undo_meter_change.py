"""A meter change taken back: the new meter's card, why, two people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from app.domain.approval import Signed
from app.domain.text import _
from app.operations.undo_meter_change import (
    UNDO_METER_CHANGE,
    UndoMeterChangeArguments,
    UndoMeterChangeLook,
    UndoMeterChangeQuote,
    UndoMeterChangeResult,
)
from app.screens.operation_screen import Finished
from app.screens.signed_by_two import SignedByTwo
from app.screens.walking_form import WalkingForm
from app.telling.results import told
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field
from app.widgets.rows import Row

_REASONS = (
    Option(1, _("Wrong meter or account typed")),
    Option(2, _("Wrong dial typed")),
    Option(3, _("The new meter does not work")),
    Option(4, _("The work was not done")),
)


class UndoMeterChange(SignedByTwo[UndoMeterChangeResult], WalkingForm[UndoMeterChangeResult]):
    """Why, then two people; possible while the new meter has loaded nothing."""

    heading = _("Undo a meter change")
    help_lines = (
        _("Put the card that was made for the new meter on the reader."),
        _("It has not been in the new meter: else the change stands, and is changed once more."),
        _("Where it is lost or broken, put a blank card on: it becomes the old meter's card."),
        _("Type the digit of the reason, Enter. The second person signs after the first +."),
        _("The card belongs to the old meter again, which hangs there: both answer for that."),
        _("The card is written, and a slip is printed."),
    )
    card_wanted = _("Put the card of the new meter on the reader, or a blank one")

    def __init__(self, account: str = "") -> None:
        """``account``: whose change it is, which a blank card does not say."""
        self._account = account
        self.reason = ChoiceField(_("Reason"), id="why", options=_REASONS)
        super().__init__()
        self._look: UndoMeterChangeLook | None = None
        self._quote: UndoMeterChangeQuote | None = None

    def fields(self) -> Iterable[Field]:
        """Why."""
        return (self.reason,)

    def look(self) -> None:
        """Reads the card; what was signed for was signed for another look."""
        self.forget_second()
        self.facts.show(())
        arguments = UndoMeterChangeArguments(reason="", account=self._account or None)
        look = partial(UNDO_METER_CHANGE.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, self._saw, self.refuse)

    def _saw(self, found: UndoMeterChangeLook) -> None:
        self._look = found
        opened, words = found.opened, self.desk.words
        self.looked(
            [
                (_("Account"), found.old.account),
                (_("New meter"), found.new.meter),
                (_("Old meter"), found.old.meter),
                (_("Work done on"), opened.allocates.began.isoformat()),
                (_("Technician"), f"{opened.technician}, {opened.form}"),
                (_("On the card"), self._load(found) or _("no load")),
                (
                    _("Arrears booked"),
                    words.money(sum(line.amount for line in opened.lines)) if opened.lines else "",
                ),
            ]
        )

    def _load(self, found: UndoMeterChangeLook) -> str:
        load = found.opened.load
        return self._credit(found, load.credit) if load.credit else ""

    def _credit(self, found: UndoMeterChangeLook, credit: int) -> str:
        contents = found.contents
        return self.desk.words.credit(credit, contents.charging, contents.kind)

    def check(self, field: Field) -> None:
        """A reason from the list."""
        if field is self.reason:
            _chosen = self.reason.choice

    def filled(self) -> None:
        """What would be written is shown."""
        if self._look is None:
            raise LookupError("no card was seen")
        arguments = UndoMeterChangeArguments(reason=self.reason.choice.name)
        self.forget_second()
        self._review(UNDO_METER_CHANGE.quote(self._look, arguments))

    def _review(self, quote: UndoMeterChangeQuote) -> None:
        self._quote = quote
        question = _("This takes two people. Press +, then the second one signs.")
        if self.is_signed:
            question = _("Press + to give the card back to the old meter.")
        self.ask(self._rows(quote), question)

    def _rows(self, quote: UndoMeterChangeQuote) -> list[Row]:
        look = quote.look
        again = self._credit(look, look.contents.load) if look.contents.load else _("no load")
        return [
            (_("Meter that goes"), look.new.meter),
            (_("Meter that stays"), look.old.meter),
            (_("On the card again"), again),
            (_("Reason"), quote.reason),
            self.second_row(),
        ]

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere."""
        return None if self._quote is None else UNDO_METER_CHANGE.signs(self._quote)

    def to_be_signed(self) -> tuple[str, Sequence[Row]] | None:
        """Always: nothing proves where a copy of the card has been."""
        quote = self._quote
        if quote is None:
            return None
        what = _("The change to meter {new} of account {account} is taken back.").format(
            new=quote.look.new.meter, account=quote.look.old.account
        )
        return what, self._rows(quote)

    def review_again(self) -> None:
        """With who has signed."""
        if self._quote is not None:
            self._review(self._quote)

    def perform(self) -> Callable[[], Finished[UndoMeterChangeResult]]:
        """Writes it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._quote
        caller = self.desk.caller(self.take_second())
        if quote is None:
            raise LookupError("nothing was quoted")
        return lambda: _undone(words, UNDO_METER_CHANGE.perform(kiosk, caller, quote))


def _undone(words: Words, result: UndoMeterChangeResult) -> Finished[UndoMeterChangeResult]:
    said = told(words, result)
    return Finished(result, said.headline, said.rows, [_("Everybody signs the slip.")])
