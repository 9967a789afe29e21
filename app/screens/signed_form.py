"""A form whose result may take two people: the second one signs for what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from app.domain.text import _
from app.screens.signed_by_two import SignedByTwo
from app.screens.walking_form import WalkingForm
from app.widgets.rows import Row

Result = TypeVar("Result")


class SignedForm(SignedByTwo[Result], WalkingForm[Result], Generic[Result]):
    """Whoever signed, signed for this review: another one needs another signature."""

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

    def to_be_signed(self) -> tuple[str, Sequence[Row]] | None:
        """What is shown."""
        return (self.signs_for(), self.shown_rows()) if self.takes_two() else None

    def review_again(self) -> None:
        """Shows what will be done, and who signed."""
        question = self.question()
        if self.takes_two() and not self.is_signed:
            question = _("This takes two people. Press +, then the second one signs.")
        self.ask([*self.shown_rows(), self.second_row()], question)

    def review_unsigned(self) -> None:
        """Shows what will be done, anew: nobody has signed for it."""
        self.forget_second()
        self.review_again()
