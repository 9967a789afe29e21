"""A second person signs, for what nobody may do alone: here with their PIN, or from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import ClassVar, TypeAlias

import msgspec
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from app.domain.approval import ANSWER_DIGITS, Signed, grouped
from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.errors import SecondPersonNeeded
from app.operations.operation import Caller
from app.operations.remote_approval import ask_approval, particulars_of, take_answer
from app.operations.sign_in import SignedIn
from app.screens.counter_screen import CounterScreen
from app.screens.keys import bindings
from app.screens.last_three import are_last_three, last_three_field, not_last_three
from app.screens.sign_in import SignIn
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Tone
from app.widgets.rows import Row, Rows

SignsFor: TypeAlias = Callable[[Caller], Signed]
"""What is signed for, from both people's numbers. Raises what looking raises."""


class SecondPerson(SignIn, inherit_bindings=False):
    """Gives who signed, or None. Whether they may is for the operation to say."""

    heading = _("A second person signs")
    help_lines: ClassVar[tuple[str, ...]] = (
        _("Somebody who may decide, and who is not signed in here, types operator number and PIN."),
        _("Nobody there: press *, type the operator number of somebody elsewhere, Enter."),
        _("Read the challenge out to them. They type it into `tapcard approve`, compare"),
        _("what it says with what you tell them, and answer eight digits: good for once."),
        _("Nothing has happened yet: what was signed for is shown once more before it is done."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("back", "keypad_back", "keypad_help"),
        *(replace(key, description=_("Not here / here")) for key in bindings("switch")),
    ]

    def __init__(
        self,
        what: str,
        rows: Iterable[Row] = (),
        *,
        cancels: str = "",
        signs_for: SignsFor | None = None,
    ) -> None:
        """``what``: a sentence that says what is signed for; ``rows``: its particulars.

        ``cancels``: account of which something is undone; its last three digits are asked for.
        ``signs_for``: what somebody who is elsewhere is told; None: they have to be here.
        """
        super().__init__()
        self._cancels = cancels
        self.last_three = last_three_field()
        self._what = what
        self._rows = tuple(rows)
        self._signs_for = signs_for
        self._elsewhere = False
        self._both: Caller | None = None
        self._signed = Signed()
        self.challenge = Rows(id="challenge")
        self.answer = Field(
            _("Answer"),
            FieldKind.DIGITS,
            id="answer",
            longest=ANSWER_DIGITS,
            hint=_("the eight digits"),
        )

    def body(self) -> ComposeResult:
        """What is signed for, above the fields."""
        facts = Rows(id="signed-for")
        facts.show(self._rows, self._what)
        yield facts
        self.last_three.display = bool(self._cancels)
        yield self.last_three
        with Vertical(id="form"):
            yield self.number
            yield self.pin
            yield self.challenge
            yield self.answer
        yield self.notice
        self._show_fields()

    def _show_fields(self) -> None:
        asked = self._both is not None
        self.pin.display = not self._elsewhere
        self.challenge.display = self.answer.display = self._elsewhere and asked

    def first_missing(self) -> Field:
        """Whose account it is comes before who signs."""
        return self.last_three if self._cancels else super().first_missing()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Nobody signs before the digits are right."""
        if self._cancels and not are_last_three(self.last_three.value, self._cancels):
            event.prevent_default()
            self.last_three.complain(not_last_three())
            return
        self.last_three.complain("")
        if event.input is self.last_three.input:
            event.prevent_default()
            self.number.take_focus()
        elif self._elsewhere:
            event.prevent_default()
            event.stop()
            self._from_elsewhere(event.input)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Unlike signing in, this can be left; at head office everybody signs in person."""
        here_only = self._signs_for is None or self.desk.kiosk.performer is not None
        if action == "switch" and here_only:
            return False
        return CounterScreen.check_action(self, action, parameters)

    def signed_in(self, who: SignedIn) -> None:
        """Only somebody else."""
        first = self.desk.operator
        if first is not None and who.operator == first.operator:
            self.number.value = ""
            self.refused(_same_person(first))
            return
        self.dismiss(who)

    # -- somebody who is elsewhere ---------------------------------------------------------

    def action_switch(self) -> None:
        """From signing here to signing elsewhere, and back."""
        self._elsewhere = not self._elsewhere
        self._both = None
        self.pin.value = self.answer.value = ""
        self.notice.hush()
        self._show_fields()
        if self._elsewhere:
            self.notice.say(
                Tone.NOTE, _("Type the operator number of who is elsewhere, then Enter.")
            )
        self.number.take_focus()

    def _from_elsewhere(self, typed_in: Input) -> None:
        """Number, then answer; another number asks another person."""
        both, kiosk = self._both, self.desk.kiosk
        if not self.number.value:
            self.number.take_focus()
            return
        if typed_in is self.number.input or both is None:
            number = int(self.number.value)
            self._both = None
            self._show_fields()
            self.set_focus(None)
            self.work(partial(self._ask, number), self._asked, self.refused)
            return
        answer, self.answer.value = self.answer.value, ""
        if len(answer) != ANSWER_DIGITS:
            self.answer.complain(_("The answer has eight digits."))
            return
        self.answer.complain("")
        self.set_focus(None)
        signed, particulars = self._signed, self._particulars(self._signed)
        self.work(
            lambda: take_answer(kiosk, both, signed, particulars, answer),
            self.signed_in,
            self.refused,
        )

    def _ask(self, number: int) -> tuple[Caller, Signed, str]:
        """Run beside the screen."""
        both = msgspec.structs.replace(self.desk.caller(), second=number)
        if self._signs_for is None:
            raise LookupError("nobody signs this from elsewhere")
        signed = self._signs_for(both)
        return both, signed, ask_approval(self.desk.kiosk, both, signed, self._particulars(signed))

    def _particulars(self, signed: Signed) -> bytes:
        shown = (part for row in self._rows for part in row)
        return particulars_of(signed, self._what, *shown)

    def _asked(self, asked: tuple[Caller, Signed, str]) -> None:
        self._both, self._signed, digits = asked
        self.challenge.show(
            [(_("Challenge"), grouped(digits))],
            _("Read this out; they answer with `tapcard approve`:"),
        )
        self.notice.hush()
        self._show_fields()
        self.answer.take_focus()

    def refused(self, error: TapcardError) -> None:
        """What was wrong is typed again."""
        super().refused(error)
        if self._elsewhere:
            (self.number if self._both is None else self.answer).take_focus()


def who_signed(second: SignedIn) -> str:
    """Number and name, and whether they were here."""
    if second.approval is None:
        return f"{second.operator} {second.name}"
    return _("{number} {name}, from elsewhere").format(number=second.operator, name=second.name)


def _same_person(first: SignedIn) -> TapcardError:
    return SecondPersonNeeded(
        _("Operator {number} is signed in here already.").format(number=first.operator),
        _("Nothing was done. Another person has to sign."),
    )
