"""What can be done with the meters of an account, by digit; and cards for meters to come."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named

_TOLD_NOTHING = ("cards-out", "sign-out-cards")
"""Screens that are not about the account."""


class AccountMeters(Choices):
    """One more meter, another in the place of one, or that taken back."""

    heading = _("Meters of the account")
    help_lines = (
        _("Press the digit of what is to be done; Esc goes back to the account."),
        _("Undoing a change needs the new meter's card, or a blank one where that is lost."),
        _("Cards that technicians take along over a weekend have a register: 4 shows it."),
        _("Undoing a change needs the new meter's card; it says which account it is about."),
        _("Each page says by F1 what must be at hand, and what is written and printed."),
    )
    choices = (
        Choice("1", _("Change a meter for another"), "change-meter", Permission.ALLOCATE),
        Choice("2", _("Undo a meter change"), "undo-meter-change", Permission.ALLOCATE),
        Choice("3", _("Allocate one more meter"), "allocate-meter", Permission.ALLOCATE),
        Choice("4", _("Cards signed out: who has which"), "cards-out", Permission.READ_CARD),
        Choice("5", _("Sign cards out for a weekend"), "sign-out-cards", Permission.FUNCTION_CARDS),
    )

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        super().__init__()
        self._account = account

    def screen_for(self, choice: Choice) -> AnyScreen:
        """Cards that are out are nobody's yet; other screens are told whose meters these are."""
        told = () if choice.screen in _TOLD_NOTHING else (self._account,)
        return screen_named(choice.screen, *told)

    def came_back(self, result: object) -> None:
        """Back to the account, once something was done."""
        if result is not None:
            self.dismiss(None)
