"""A change of what an account is that takes two people: the second one signs for what is shown."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from app.domain.text import _
from app.operations.sign_in import SignedIn
from app.screens.account_change import AccountChange
from app.screens.operation_screen import Finished, Stage
from app.screens.second_person import SecondPerson
from app.telling.results import missing_in, told
from app.widgets.rows import Row

Result = TypeVar("Result", bound=msgspec.Struct)


class SignedChange(AccountChange[Result], Generic[Result]):
    """Signs between the review and the deed."""

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        super().__init__(account)
        self._second: SignedIn | None = None

    @abstractmethod
    def what(self) -> str:
        """A sentence that says what is signed for."""

    @abstractmethod
    def last_question(self) -> str:
        """What the confirm key does once both have signed."""

    def still(self, _result: Result) -> list[str]:
        """What is to be done afterwards."""
        return [_("Both people sign the slip.")]

    def unsign(self) -> None:
        """What was signed for was another quote."""
        self._second = None

    def signed_by(self) -> Sequence[Row]:
        """Who signed, for the review."""
        second = self._second
        return [(_("Second person"), f"{second.operator} {second.name}" if second else "")]

    def question(self) -> str:
        """Two people sign."""
        if self._second is None:
            return _("This takes two people. Press +, then the second one signs.")
        return self.last_question()

    def confirmed(self) -> bool:
        """The second one signs for what is shown before anything is recorded."""
        if self._second is not None:
            return True
        signing = SecondPerson(self.what(), self.will(), cancels=self.account)
        self.app.push_screen(signing, self._signed)
        return False

    def _signed(self, who: SignedIn | None) -> None:
        if who is not None and self.quote is not None and self.stage is Stage.REVIEW:
            self._second = who
            self.reviewed(self.quote)

    def perform(self) -> Callable[[], Finished[Result]]:
        """Records it."""
        second = None if self._second is None else self._second.operator
        kiosk, words, caller = self.desk.kiosk, self.desk.words, self.desk.caller(second)
        quote = self.quote
        self.unsign()

        def done() -> Finished[Result]:
            result = self.operation.perform(kiosk, caller, quote)
            said = told(words, result)
            warnings = [*self.still(result), *missing_in(result)]
            return Finished(result, said.headline, said.rows, warnings)

        return done
