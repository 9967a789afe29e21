"""A change of what an account is that takes two people: the second one signs for what is shown."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from app.domain.approval import Signed
from app.domain.text import _
from app.screens.account_change import AccountChange
from app.screens.operation_screen import Finished
from app.screens.signed_by_two import SignedByTwo
from app.telling.results import missing_in, told
from app.widgets.rows import Row

Result = TypeVar("Result", bound=msgspec.Struct)


class SignedChange(SignedByTwo[Result], AccountChange[Result], Generic[Result]):
    """Signs between the review and the deed."""

    @abstractmethod
    def what(self) -> str:
        """A sentence that says what is signed for."""

    @abstractmethod
    def last_question(self) -> str:
        """What the confirm key does once both have signed."""

    def still(self, _result: Result) -> list[str]:
        """What is to be done afterwards."""
        return [_("Both people sign the slip.")]

    def question(self) -> str:
        """Two people sign."""
        if not self.is_signed:
            return _("This takes two people. Press +, then the second one signs.")
        return self.last_question()

    def to_be_signed(self) -> tuple[str, Sequence[Row]] | None:
        """What is shown."""
        return self.what(), self.will()

    def undoes(self) -> str:
        """The account is not what it was afterwards."""
        return self.account

    def signed(self) -> Signed | None:
        """The account, and what moves; None where who signs has to be here."""
        elsewhere = self.operation.signed_for is not None
        return self.operation.signs(self.quote) if elsewhere else None

    def review_again(self) -> None:
        """With who has signed."""
        if self.quote is not None:
            self.reviewed(self.quote)

    def perform(self) -> Callable[[], Finished[Result]]:
        """Records it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self.quote
        caller = self.desk.caller(self.take_second())

        def done() -> Finished[Result]:
            result = self.operation.perform(kiosk, caller, quote)
            said = told(words, result)
            warnings = [*self.still(result), *missing_in(result)]
            return Finished(result, said.headline, said.rows, warnings)

        return done
