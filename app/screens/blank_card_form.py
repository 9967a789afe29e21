"""A form in two parts around a blank card: who and what first, then the card, then the money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from app.cards.watcher import ReaderState
from app.domain.errors import MoneyState, TapcardError
from app.domain.text import _
from app.screens.operation_screen import Stage
from app.screens.walking_form import WalkingForm
from app.screens.ways_out import WayOut, ways_out
from app.widgets.field import Field
from app.widgets.rows import Row

Result = TypeVar("Result")


class BlankCardForm(WalkingForm[Result], Generic[Result]):
    """An operation that makes a card out of a blank one."""

    card_wanted = _("Put a blank card on the reader")

    def __init__(self) -> None:
        """In the first part: no card is asked for yet."""
        super().__init__()
        self.has_card = False
        """Whether the second part is open."""
        self._lost = False
        self._open(has_card=False)

    # -- what a screen says of its form ----------------------------------------------------

    def first_part(self) -> Sequence[Field]:
        """The fields that are filled in before a card is asked for."""
        raise NotImplementedError

    def second_part(self) -> Sequence[Field]:
        """The fields that are filled in once the card was seen."""
        raise NotImplementedError

    def whose(self) -> str:
        """The account that was typed."""
        raise NotImplementedError

    # -- the two parts ---------------------------------------------------------------------

    def fields(self) -> Iterable[Field]:
        """Both parts."""
        return (*self.first_part(), *self.second_part())

    def first_stage(self) -> Stage:
        """The first part asks for no card."""
        return Stage.FORM

    def open_first_part(self, at: Field | None = None) -> None:
        """Shows the first part; ``at``: the field that gets the focus."""
        self._open(has_card=False)
        if at is not None:
            self.start_at(at)
        self.enter(Stage.FORM)

    def open_second_part(self, facts: Sequence[Row], headline: str) -> None:
        """A blank card was seen: shows what it becomes, and the second part."""
        self._open(has_card=True)
        self.looked(facts, headline)

    def _open(self, *, has_card: bool) -> None:
        self.has_card = has_card
        for field in self.first_part():
            field.display = not has_card and self.asked(field)
        for field in self.second_part():
            field.display = has_card
        self.remove_class("-priced")

    def asked(self, _field: Field) -> bool:
        """Whether a field of the first part is asked at all."""
        return True

    def filled(self) -> None:
        """The first part is filled in: a card is asked for, unless one lies there."""
        if self.desk.card_in:
            self.look()
        else:
            self.notice.hush()
            self.enter(Stage.LOOK)

    # -- cards -----------------------------------------------------------------------------

    def card_moved(self, state: ReaderState) -> None:
        """Nothing in the first part has to do with a card; one that lies there has been seen."""
        if self.stage is Stage.FORM and not self.has_card:
            self._seen, self._was_in = state.events, self.desk.card_in
            return
        super().card_moved(state)

    # -- ways ------------------------------------------------------------------------------

    def refuse(self, error: TapcardError) -> None:
        """After a payment that was recorded there is no way back into the form."""
        self._lost = error.money is not MoneyState.UNTOUCHED
        super().refuse(error)

    def ways(self, error: TapcardError) -> tuple[WayOut, ...]:
        """Settling begins with the account: the card may still be blank."""
        return ways_out(error, self.whose())

    def action_back(self) -> None:
        """From the card, and from the second part's first field, into the first part."""
        if self._at_an_end() or (self.stage is Stage.REVIEW and self.has_form):
            super().action_back()
        elif self.stage is not Stage.FORM or not self.go_up():
            self.notice.hush()
            self.open_first_part(self.last_asked())

    def _at_an_end(self) -> bool:
        """Whether there is no way back into the first part: it is there, or it is too late."""
        first = self.stage is Stage.FORM and not self.has_card
        return first or self._lost or self.stage in (Stage.WRITING, Stage.DONE)

    def last_asked(self) -> Field:
        """The last field of the first part that is asked."""
        return [field for field in self.first_part() if self.asked(field)][-1]
