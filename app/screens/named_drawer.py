"""The shape of screens on which a drawer is counted, and another operator is named first."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from functools import partial
from typing import Generic, TypeVar

import msgspec

from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.errors import BadArgument
from app.screens.counting_form import CountingForm
from app.screens.walking_form import complain
from app.widgets.field import Field, FieldKind

Result = TypeVar("Result", bound=msgspec.Struct)


class NamedDrawer(CountingForm[Result], Generic[Result]):
    """The operation looks as soon as the number is typed, before anybody counts."""

    def __init__(self) -> None:
        """Nobody is named."""
        self.who = Field(self.who_label(), FieldKind.DIGITS, id="who", longest=9)
        super().__init__()

    # -- what a screen says ----------------------------------------------------------------

    @abstractmethod
    def who_label(self) -> str:
        """Who is asked for."""

    def more_fields(self) -> Iterable[Field]:
        """What else is asked for before the count."""
        return ()

    # -- looking ---------------------------------------------------------------------------

    def named(self) -> int:
        """Whose number was typed."""
        return int(self.who.value or 0)

    def fields(self) -> Iterable[Field]:
        """Who, and the count."""
        return (self.who, *self.more_fields(), *super().fields())

    def look(self) -> None:
        """Once somebody is named."""
        if not self.who.value:
            return
        look = partial(
            self.operation.look, self.desk.kiosk, self.desk.caller(), self.arguments("0")
        )
        self.work(look, self._found, self._not_this_one)

    def _not_this_one(self, error: TapcardError) -> None:
        self.start_at(self.who)
        complain(self.who, error)
        self.who.take_focus()

    def check(self, field: Field) -> None:
        """Somebody has to be named; as every count."""
        if field is self.who and not self.named():
            raise BadArgument(_("Type an operator number."), "")
        super().check(field)

    def passed(self, field: Field) -> None:
        """Another one is named: looks at their drawer, or whether they can take this one."""
        if field is self.who:
            self.found = None
            self.look()

    def filled(self) -> None:
        """Nothing is reviewed before the operation has looked."""
        if self.found is None:
            self.look()
        super().filled()
