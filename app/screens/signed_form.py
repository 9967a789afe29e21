"""A form whose result may take two people: the second one signs for what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from app.domain.text import _
from app.operations.sign_in import SignedIn
from app.screens.operation_screen import Stage
from app.screens.second_person import SecondPerson
from app.screens.walking_form import WalkingForm
from app.widgets.rows import Row

Result = TypeVar("Result")


class SignedForm(WalkingForm[Result], Generic[Result]):
    """Whoever signed, signed for this review: another one needs another signature."""

    def __init__(self) -> None:
        """Nobody has signed."""
        super().__init__()
        self.second: SignedIn | None = None

    # -- what a screen says of its review --------------------------------------------------

    def takes_two(self) -> bool:
        """Whether what is shown takes a second person."""
        raise NotImplementedError

    def shown_rows(self) -> Sequence[Row]:
        """What will be done."""
        raise NotImplementedError

    def question(self) -> str:
        """What + does once everybody has signed who must."""
        raise NotImplementedError

    def signs_for(self) -> str:
        """A sentence that says what the second person signs for."""
        raise NotImplementedError

    # -- review and signature --------------------------------------------------------------

    def review_again(self) -> None:
        """Shows what will be done, and who signed."""
        question = self.question()
        if self.takes_two() and self.second is None:
            question = _("This takes two people. Press +, then the second one signs.")
        signed = f"{self.second.operator} {self.second.name}" if self.second else ""
        self.ask([*self.shown_rows(), (_("Second person"), signed)], question)

    def review_unsigned(self) -> None:
        """Shows what will be done, anew: nobody has signed for it."""
        self.second = None
        self.review_again()

    def confirmed(self) -> bool:
        """The second one signs for what is shown before anything is done."""
        if not self.takes_two() or self.second is not None:
            return True
        self.app.push_screen(SecondPerson(self.signs_for(), self.shown_rows()), self._signed)
        return False

    def _signed(self, who: SignedIn | None) -> None:
        if who is not None and self.stage is Stage.REVIEW:
            self.second = who
            self.review_again()

    def signature(self) -> int | None:
        """Who signed; the signature is used up."""
        who, self.second = self.second, None
        return None if who is None else who.operator
