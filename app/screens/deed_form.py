"""The shape of what head office does about a kiosk: fields, then what will be, then confirm."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from app.domain.errors import TapcardError
from app.domain.text import _
from app.office.desk_asks import Deed
from app.operations.errors import SecondPersonNeeded
from app.operations.sign_in import SignedIn
from app.screens.office_screen import OfficeScreen
from app.screens.operation_screen import Finished, Stage
from app.screens.signed_form import SignedForm
from app.widgets.field import Field
from app.widgets.rows import Row

Result = TypeVar("Result")
T = TypeVar("T")


class DeedForm(SignedForm[Result], OfficeScreen[Result], Generic[Result]):
    """`serve` does it, as the person who is signed in, with the second one where it takes two."""

    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("Head office does it.")
    done_words: str = _("Done")
    by_two: ClassVar[bool] = False
    """Whether it always takes two people; else `serve` says so when it does."""
    _by_two_now = False

    # -- what a screen says of its deed ----------------------------------------------------

    @abstractmethod
    def shown_rows(self) -> Sequence[Row]:
        """What will be done."""

    @abstractmethod
    def deed(self, second: SignedIn | None) -> Finished[Result]:
        """Does it; run beside the screen."""

    def check(self, field: Field) -> None:
        """Most fields take what their kind takes."""

    # -- stages ----------------------------------------------------------------------------

    def first_stage(self) -> Stage:
        """Where there is nothing to fill in, what will be done is shown at once."""
        return Stage.FORM if self.has_form else Stage.REVIEW

    def on_mount(self) -> None:
        """Begins."""
        self.look()

    def look(self) -> None:
        """The form is open at once; where there is none, the review."""
        if self.has_form:
            self.start_at(self.shown()[0])
            self.looked(())
        else:
            self.filled()

    def filled(self) -> None:
        """Everything is known; of what was filled in otherwise `serve` says anew."""
        self._by_two_now = False
        self.review_unsigned()

    def takes_two(self) -> bool:
        """Whether `serve` wants two people, as far as it is known yet."""
        return self.by_two or self._by_two_now

    def refuse(self, error: TapcardError) -> None:
        """Where `serve` wants two people, the second one is asked for: nothing was done yet."""
        wants_two = isinstance(error, SecondPersonNeeded) and not self.takes_two()
        if not wants_two or self.stage is not Stage.WRITING:
            super().refuse(error)
            return
        self._by_two_now = True
        self.review_unsigned()

    def perform(self) -> Callable[[], Finished[Result]]:
        """As whoever is signed in."""
        second = self.take_second()
        return lambda: self.deed(second)

    def ask_for(self, deed: Deed, form: type[T], second: SignedIn | None) -> T:
        """What `serve` answers."""
        return self.desk.office.performer.do(self.desk.caller(second), deed, form)
