"""Operations that a second person may have to sign, between the review and the writing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from app.domain.approval import Signed
from app.domain.text import _
from app.operations.sign_in import SignedIn
from app.screens.operation_screen import OperationScreen, Stage
from app.screens.second_person import SecondPerson, SignsFor, who_signed
from app.widgets.rows import Row

Result = TypeVar("Result")


class SignedByTwo(OperationScreen[Result], Generic[Result]):
    """The first + calls the second person; what was signed for is shown again for another +."""

    _second: SignedIn | None = None

    # -- what a screen says of its operation ---------------------------------------------------

    def to_be_signed(self) -> tuple[str, Sequence[Row]] | None:
        """A sentence and its particulars for the second person; None: one person is enough."""
        raise NotImplementedError

    def undoes(self) -> str:
        """Account of which something is ended or erased: its last three digits are asked for."""
        return ""

    def signed(self) -> Signed | None:
        """What somebody who is elsewhere can sign for; None: who signs has to be here."""
        return None

    def review_again(self) -> None:
        """Shows the review once more, now that somebody has signed."""
        raise NotImplementedError

    # -- signing -------------------------------------------------------------------------------

    @property
    def is_signed(self) -> bool:
        """Whether a second person has signed."""
        return self._second is not None

    def second_row(self) -> Row:
        """Who has signed."""
        second = self._second
        return _("Second person"), "" if second is None else who_signed(second)

    def forget_second(self) -> None:
        """What was signed for is not what is shown any more."""
        self._second = None

    def take_second(self) -> SignedIn | None:
        """Who has signed, for one caller only."""
        second, self._second = self._second, None
        return second

    def confirmed(self) -> bool:
        """Where two are needed, the second one signs before anything is written."""
        wanted = None if self.is_signed else self.to_be_signed()
        if wanted is None:
            return True
        self.app.push_screen(
            SecondPerson(*wanted, cancels=self.undoes(), signs_for=_fixed(self.signed())),
            self._signed,
        )
        return False

    def _signed(self, who: SignedIn | None) -> None:
        if who is not None and self.stage is Stage.REVIEW:
            self._second = who
            self.review_again()


def _fixed(signed: Signed | None) -> SignsFor | None:
    return None if signed is None else lambda _both: signed
