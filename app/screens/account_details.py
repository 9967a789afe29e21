"""A customer's details: editing them, what they were, erasing them."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named


class AccountDetails(Choices):
    """Told the account."""

    heading = _("The customer's details")
    help_lines = (
        _("1 changes one detail: name, telephone, document, address, region, notes."),
        _("2 shows what they were, who changed them and why."),
        _("3 erases them for good after the account has ended; it takes two people."),
        _("Tariff class and household size are put right under Corrections."),
    )
    choices = (
        Choice("1", _("Edit a detail"), "edit-account", Permission.OPEN_ACCOUNT),
        Choice("2", _("What the details were"), "account-history", Permission.ACCOUNT_STATE),
        Choice("3", _("Erase them for good"), "erase-account", Permission.ACCOUNT_STATE),
    )

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
