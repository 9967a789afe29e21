"""The shape of menus about one account."""

from __future__ import annotations

from app.screens.choices import Choice, Choices
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named


class AccountChoices(Choices):
    """The account is given by the page that it was opened from."""

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        super().__init__()
        self.account = account

    def screen_for(self, choice: Choice) -> AnyScreen:
        """Every one of them is told the account."""
        return screen_named(choice.screen, self.account)

    def came_back(self, result: object) -> None:
        """What was done shows on the account's page."""
        if result is not None:
            self.dismiss(result)
