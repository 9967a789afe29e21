"""The locked counter: all stays as it is behind it until the same operator's PIN is typed.

Somebody else's PIN hands the counter over: nobody can be kept out by a colleague who went home,
and nobody can go on in a sale that another one began.
"""

from __future__ import annotations

from app.domain.text import _
from app.operations.sign_in import SignedIn
from app.screens.sign_in import SignIn


class Lock(SignIn):
    """Hides all figures."""

    heading = _("Locked")
    help_lines = (
        _("Type your PIN to go on where you were. Nothing that was typed is lost."),
        _("Somebody else: Enter without a PIN leads to the number. What was typed here and not"),
        _("confirmed goes; whoever locked the counter is signed out, with their shift open."),
    )

    def on_mount(self) -> None:
        """Only the PIN is missing. (Textual calls the handlers of both classes, this one first.)"""
        if self.desk.operator is not None:
            self.number.value = str(self.desk.operator.operator)

    @property
    def leads_to_training(self) -> bool:
        """Never: something may be open behind the lock."""
        return False

    def signed_in(self, who: SignedIn) -> None:
        """The one who locked it goes on; another one begins at the menu."""
        locked_by = self.desk.operator
        if locked_by is None or who.operator == locked_by.operator:
            self.dismiss(who)
        else:
            self.counter.hand_over(who)
