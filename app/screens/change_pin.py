"""One's own PIN, from the sign-in: the old one, then the new one twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from app.domain.text import _
from app.operations.change_pin import CHANGE_PIN, ChangePinArguments, ChangePinResult
from app.operations.errors import BadArgument
from app.operations.operation import Caller
from app.operations.sign_in import sign_in
from app.screens.operation_screen import Finished, Stage
from app.screens.walking_form import WalkingForm
from app.widgets.field import Field, FieldKind


class ChangePin(WalkingForm[ChangePinResult]):
    """Works for a PIN that has expired, too."""

    heading = _("Change your PIN")
    help_lines = (
        _("Type your number, your present PIN, and the new one twice. Then press +."),
        _("A PIN has 6 to 12 digits; your utility may ask for more, and for a new one at times."),
        _("Recorded is that you changed it, not the PIN. Nothing is printed."),
        _("Nobody else can see it, nor tell it to you: a forgotten one is set anew by others."),
    )
    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("The PIN is being changed.")
    done_words: str = _("The PIN is changed")

    def __init__(self, number: str) -> None:
        """``number``: as far as it was typed."""
        self.number = Field(
            _("Operator number"), FieldKind.DIGITS, id="operator", value=number, longest=9
        )
        self.old = Field(_("Present PIN"), FieldKind.SECRET, id="old", longest=12)
        self.pin = Field(_("New PIN"), FieldKind.SECRET, id="pin", longest=12)
        self.again = Field(_("New PIN again"), FieldKind.SECRET, id="again", longest=12)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """In the order in which one asks."""
        return (self.number, self.old, self.pin, self.again)

    def look(self) -> None:
        """There is nothing to look at."""

    def check(self, field: Field) -> None:
        """Nothing is empty, the new PIN is the same twice."""
        if not field.value:
            raise BadArgument(_("This must not be empty."), "")
        if field is self.again and field.value != self.pin.value:
            raise BadArgument(_("This is not the same PIN as above."), "")

    def filled(self) -> None:
        """Asks once more."""
        self.ask([(_("Operator"), self.number.value)], _("Press + to change the PIN."))

    def action_back(self) -> None:
        """From a refusal to the present PIN: what cannot be seen is typed anew, not corrected."""
        if self.stage is Stage.REFUSED:
            for secret in (self.old, self.pin, self.again):
                secret.value = ""
            self.start_at(self.old)
        super().action_back()

    def perform(self) -> Callable[[], Finished[ChangePinResult]]:
        """The present PIN first; a wrong one counts as at sign-in."""
        kiosk, number = self.desk.kiosk, int(self.number.value)
        old, arguments = self.old.value, ChangePinArguments(pin=self.pin.value)

        def changed() -> Finished[ChangePinResult]:
            sign_in(kiosk, number, old, renewing=True)
            result = CHANGE_PIN.run(kiosk, Caller(operator=number), arguments)
            return Finished(result, _("Sign in with the new PIN."))

        return changed
