"""Signing in: operator number and PIN; also what unlocks a locked counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.sign_in import SignedIn, sign_in
from app.screens.counter_screen import CounterScreen
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Notice, Tone


class SignIn(CounterScreen[SignedIn]):
    """Nothing else can be done before somebody has signed in."""

    heading = _("Sign in")
    help_lines: ClassVar[tuple[str, ...]] = (
        _("Type your operator number, Enter, your PIN, Enter."),
        _("Enter without a PIN goes back to the number."),
        _("* changes your PIN; one that is too old has to be changed."),
        "",
        _("Number 0 and Enter opens the training counter, and leaves it again. It has"),
        _("a ledger, cards, meters and people of its own: nothing done there counts."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *(replace(key, description=_("Change PIN")) for key in bindings("switch"))
    ]

    def __init__(self) -> None:
        """Two empty fields."""
        super().__init__()
        self.number = Field(_("Operator number"), FieldKind.DIGITS, id="operator", longest=9)
        self.pin = Field(_("PIN"), FieldKind.SECRET, id="pin", longest=12)
        self.door = Static("", id="door", markup=False)
        self.notice = Notice(id="notice")

    def body(self) -> ComposeResult:
        """The fields."""
        with Vertical(id="form"):
            yield self.number
            yield self.pin
        yield self.door
        yield self.notice

    def on_mount(self) -> None:
        """Begins with what is missing."""
        if self.leads_to_training:
            self.door.update(
                _("  0 and Enter: leave TRAINING")
                if self.desk.training
                else _("  0 and Enter: TRAINING, to learn and to try")
            )
            self.door.display = True
        self.first_missing().take_focus()

    @property
    def leads_to_training(self) -> bool:
        """Whether number 0 changes the counter."""
        return self.desk.training_door

    def first_missing(self) -> Field:
        """The first field that is to be filled in."""
        return self.pin if self.number.value else self.number

    def complain(self, sentences: Sequence[str]) -> None:
        """Says what files could not be followed: a theme, a keymap."""
        self.notice.say(Tone.NOTE, *sentences)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no way back out of here."""
        if action in ("back", "keypad_back"):
            return False
        return super().check_action(action, parameters)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Number, then PIN."""
        event.stop()
        self.number.complain("")
        if event.input is self.number.input:
            if self.leads_to_training and self.number.value.strip("0") == "" != self.number.value:
                self.counter.change_counter()
            elif self.number.value:
                self.pin.take_focus()
            else:
                self.number.complain(_("Type your operator number first."))
            return
        if not self.number.value or not self.pin.value:
            self.number.take_focus()
            return
        number, pin, kiosk = int(self.number.value), self.pin.value, self.desk.kiosk
        self.pin.value = ""
        self.set_focus(None)
        self.notice.say(Tone.NOTE, _("One moment ..."))
        self.work(lambda: sign_in(kiosk, number, pin), self.signed_in, self.refused)

    def signed_in(self, who: SignedIn) -> None:
        """The PIN was right."""
        self.dismiss(who)

    def refused(self, error: TapcardError) -> None:
        """It was not, or this operator is locked out."""
        self.notice.say(Tone.BAD, error.message, error.remedy)
        (self.pin if self.number.value else self.number).take_focus()

    def action_switch(self) -> None:
        """Another PIN; then one signs in with it."""
        self.pin.value = ""
        self.app.push_screen(screen_named("change-pin", self.number.value), self._changed)

    def _changed(self, _result: object) -> None:
        self.notice.hush()
        self.first_missing().take_focus()

    def on_key(self, event: events.Key) -> None:
        """Up goes back to the number."""
        if event.key == "up":
            self.number.take_focus()
            event.stop()
