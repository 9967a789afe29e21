"""Card retrieve: a card that was handed in becomes a blank again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from app.domain.text import _
from app.operations.retrieve_card import (
    RETRIEVE_CARD,
    RetrieveArguments,
    RetrieveLook,
    RetrieveResult,
)
from app.screens.last_three import are_last_three, last_three_field, not_last_three
from app.screens.operation_screen import Finished
from app.screens.settling.plan_facts import name_of
from app.screens.walking_form import WalkingForm
from app.telling.results import told
from app.telling.words import Words
from app.widgets.field import Field
from app.widgets.rows import Row


class RetrieveCard(WalkingForm[RetrieveResult]):
    """The card says whose it is; the last three digits of the account are typed to erase it."""

    heading = _("Take a card back")
    help_lines = (
        _("A card that is handed in becomes a blank again and can be issued to anybody."),
        _("A load that the meter has not taken must come off first, by a refund."),
        _("A card that a newer one has replaced is always taken."),
        _("Type the last three digits of the account, Enter; then press +."),
        _("A function card is taken once it was read back as returned."),
        _("A slip is printed: whose card it was, and who took it."),
    )
    card_wanted = _("Put the card that is handed in on the reader")
    writing_below = _("The card is being made blank.")

    def __init__(self) -> None:
        self.last_three = last_three_field()
        super().__init__()
        self.found: RetrieveLook | None = None

    def fields(self) -> Iterable[Field]:
        """What guards the erasing of a customer's card."""
        return (self.last_three,)

    def look(self) -> None:
        """Reads the card; what stands there may be of another one."""
        self.facts.show(())
        look = partial(RETRIEVE_CARD.look, self.desk.kiosk, self.desk.caller(), RetrieveArguments())
        self.work(look, self.saw, self.refuse)

    def saw(self, found: RetrieveLook) -> None:
        """Whose card it is; a function card, which is of no account, goes straight to review."""
        if self.found is None or self.found.serial != found.serial:
            self.last_three.value = ""
        self.found = found
        self.last_three.display = bool(found.account)
        self.looked(facts_of(found), name_of(self.desk.kiosk, found.account))
        if not found.account:
            self._review(found)

    def filled(self) -> None:
        """The digits must be those of the account that is shown."""
        if self.found is None:
            raise LookupError("no card was seen")
        if are_last_three(self.last_three.value, self.found.account):
            self._review(self.found)
        else:
            self.last_three.complain(not_last_three())
            self.last_three.take_focus()

    def _review(self, found: RetrieveLook) -> None:
        self.ask(
            [
                (_("To pay"), _("nothing")),
                *owed_rows(self.desk.words, found),
                (_("Afterwards"), _("the card is blank; nothing of it can be brought back")),
            ],
            _("Press + to make the card blank."),
        )

    def perform(self) -> Callable[[], Finished[RetrieveResult]]:
        """Makes it blank."""
        kiosk, words, caller, found = (
            self.desk.kiosk,
            self.desk.words,
            self.desk.caller(),
            self.found,
        )
        if found is None:
            raise LookupError("no card was seen")
        quote = RETRIEVE_CARD.quote(found, RetrieveArguments(account=found.account))
        return lambda: _taken(words, RETRIEVE_CARD.perform(kiosk, caller, quote))


def facts_of(found: RetrieveLook) -> list[Row]:
    """Whose card it is and what it is."""
    state = _("a newer card has replaced it") if found.superseded else _("in use")
    if found.function is not None:
        state = _("function card, returned")
    meters = [] if found.card is None else found.card.parts
    return [
        (_("Account"), found.account),
        (_("Meter"), ", ".join(part.reading.contents.meter for part in meters)),
        (_("Card"), f"{found.serial.hex()} ({found.profile})"),
        (_("State"), state),
    ]


def owed_rows(words: Words, found: RetrieveLook) -> list[Row]:
    """Credit that goes with the card and is owed to the customer from then on."""
    return [
        (
            _("Owed, meter {meter}").format(meter=load.meter),
            words.credit(load.quantity, load.charging, load.kind),
        )
        for load in found.owed
    ]


def _taken(words: Words, result: RetrieveResult) -> Finished[RetrieveResult]:
    said = told(words, result)
    return Finished(result, said.headline, said.rows)
