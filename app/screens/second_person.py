"""A second person signs: operator number and PIN, for what nobody may do alone."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.widgets import Input

from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.errors import SecondPersonNeeded
from app.operations.sign_in import SignedIn
from app.screens.counter_screen import CounterScreen
from app.screens.last_three import are_last_three, last_three_field, not_last_three
from app.screens.sign_in import SignIn
from app.widgets.field import Field
from app.widgets.rows import Row, Rows


class SecondPerson(SignIn):
    """Gives who signed, or None. Whether they may is for the operation to say."""

    heading = _("A second person signs")
    help_lines = (
        _("Somebody who may decide, and who is not signed in here, types operator number and PIN."),
        _("Nothing has happened yet: what was signed for is shown once more before it is done."),
    )

    def __init__(self, what: str, rows: Iterable[Row] = (), *, cancels: str = "") -> None:
        """``what``: a sentence that says what is signed for; ``rows``: its particulars.

        ``cancels``: account of which something is undone; its last three digits are asked for.
        """
        super().__init__()
        self._cancels = cancels
        self.last_three = last_three_field()
        self._what = what
        self._rows = tuple(rows)

    def body(self) -> ComposeResult:
        """What is signed for, above the fields."""
        facts = Rows(id="signed-for")
        facts.show(self._rows, self._what)
        yield facts
        self.last_three.display = bool(self._cancels)
        yield self.last_three
        yield from super().body()

    def first_missing(self) -> Field:
        """Whose account it is comes before who signs."""
        return self.last_three if self._cancels else super().first_missing()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Nobody signs before the digits are right."""
        if not self._cancels or are_last_three(self.last_three.value, self._cancels):
            self.last_three.complain("")
            if event.input is self.last_three.input:
                event.prevent_default()
                self.number.take_focus()
            return
        event.prevent_default()
        self.last_three.complain(not_last_three())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Unlike signing in, this can be left."""
        return CounterScreen.check_action(self, action, parameters)

    def signed_in(self, who: SignedIn) -> None:
        """Only somebody else."""
        first = self.desk.operator
        if first is not None and who.operator == first.operator:
            self.number.value = ""
            self.refused(_same_person(first))
            return
        self.dismiss(who)


def _same_person(first: SignedIn) -> TapcardError:
    return SecondPersonNeeded(
        _("Operator {number} is signed in here already.").format(number=first.operator),
        _("Nothing was done. Another person has to sign."),
    )
