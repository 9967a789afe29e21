"""The shape of screens that change what an account is: the account, why, review, confirm."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from app.domain.errors import TapcardError
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.account_file import AccountFile, account_file
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Operation
from app.screens.operation_screen import Finished, Stage
from app.screens.walking_form import WalkingForm, complain
from app.telling.accounts import account_rows
from app.telling.results import told
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field
from app.widgets.rows import Row

Result = TypeVar("Result", bound=msgspec.Struct)


class AccountChange(WalkingForm[Result], Generic[Result]):
    """Needs no card; the account is given by the page that it was opened from."""

    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("It is being recorded.")
    done_words: str = _("Done")
    operation: ClassVar[Operation[Any, Any, Any, Any]]
    reasons: ClassVar[Sequence[str]]

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        options = tuple(Option(at, name) for at, name in enumerate(self.reasons, start=1))
        self.reason = ChoiceField(_("Reason"), id="why", options=options)
        super().__init__()
        self.account = account
        self.quote: Any = None
        self.today = date.min
        """Local date, known once the account is shown."""

    # -- what a screen says of its change --------------------------------------------------

    @abstractmethod
    def arguments(self) -> msgspec.Struct:
        """What was filled in."""

    @abstractmethod
    def will(self) -> Sequence[Row]:
        """What the review says beside the reason."""

    @abstractmethod
    def question(self) -> str:
        """What the confirm key does."""

    def fields(self) -> Iterable[Field]:
        """Why."""
        return (self.reason,)

    # -- stages ----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Shows the account."""
        self.look()

    def look(self) -> None:
        """Reads the file, and what day it is."""
        self.work(partial(_read, self.desk.kiosk, self.account), self._read, self.refuse)

    def _read(self, found: tuple[AccountFile, date]) -> None:
        file, self.today = found
        self.saw(file)

    def saw(self, file: AccountFile) -> None:
        """Its page in short, and the form."""
        self.looked(account_rows(self.desk.words, file), file.personal.get("name", ""))
        self.tell_options()

    def check(self, field: Field) -> None:
        """The reason must be in the list."""
        if field is self.reason:
            _chosen = self.reason.choice

    def filled(self) -> None:
        """Asks the operation."""
        kiosk, caller, arguments = self.desk.kiosk, self.desk.caller(), self.arguments()

        def quoted() -> Any:  # noqa: ANN401  as the operation has it
            look = self.operation.look(kiosk, caller, arguments)
            return self.operation.quote(look, arguments)

        self.work(quoted, self.reviewed, self._wrong)

    def _wrong(self, error: TapcardError) -> None:
        """What only the whole form can say stands below its last field."""
        if isinstance(error, BadArgument):
            self.enter(Stage.FORM)
            complain(self.shown()[-1], error)
        else:
            self.refuse(error)

    def reviewed(self, quote: Any) -> None:  # noqa: ANN401  as the operation has it
        """Shows what would be done."""
        self.quote = quote
        rows = [
            (_("Account"), self.account),
            (_("Reason"), self.reason.choice.name),
            *self.will(),
        ]
        self.ask(rows, self.question())

    def perform(self) -> Callable[[], Finished[Result]]:
        """Records it."""
        kiosk, words, caller, quote = (
            self.desk.kiosk,
            self.desk.words,
            self.desk.caller(),
            self.quote,
        )

        def done() -> Finished[Result]:
            result = self.operation.perform(kiosk, caller, quote)
            said = told(words, result)
            return Finished(result, said.headline, said.rows)

        return done


def _read(kiosk: Kiosk, account: str) -> tuple[AccountFile, date]:
    return account_file(kiosk, account), local_date(kiosk)
