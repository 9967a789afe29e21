"""The locked counter: all stays as it is behind it until the same operator's PIN is typed."""

from __future__ import annotations

from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.errors import SignInFailed
from app.operations.sign_in import SignedIn
from app.screens.sign_in import SignIn


class Lock(SignIn):
    """Hides all figures. Another operator cannot go on in somebody's unfinished sale."""

    heading = _("Locked")
    help_lines = (_("Type your PIN to go on where you were. Nothing that was typed is lost."),)

    def on_mount(self) -> None:
        """Only the PIN is missing."""
        if self.desk.operator is not None:
            self.number.value = str(self.desk.operator.operator)
            self.number.input.disabled = True
        self.pin.take_focus()

    def signed_in(self, who: SignedIn) -> None:
        """Only the one who locked it."""
        locked_by = self.desk.operator
        if locked_by is not None and who.operator != locked_by.operator:
            self.refused(_other(locked_by))
            return
        self.dismiss(who)


def _other(locked_by: SignedIn) -> TapcardError:
    return SignInFailed(
        _("This counter was locked by operator {number}.").format(number=locked_by.operator),
        _("Only that operator can open it."),
    )
