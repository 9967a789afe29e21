"""What is done with an account less often, again by digits."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named


class AccountMore(Choices):
    """The rest of an account's menu."""

    heading = _("More with this account")
    help_lines = (
        _("What is done seldom with this account: its meters, its end, its customer."),
        _("Each page says by F1 what it needs; what this account cannot do, it refuses."),
        _("Press the digit of what is to be done with the account; Esc goes back to its page."),
    )
    choices = (
        Choice("1", _("Suspend: it buys nothing"), "suspend-account", Permission.ACCOUNT_STATE),
        Choice("2", _("Resume"), "resume-account", Permission.ACCOUNT_STATE),
        Choice("3", _("Void: opened by mistake"), "void-account", Permission.ACCOUNT_STATE),
        Choice("4", _("Cancel: the account ends"), "cancel-account", Permission.ACCOUNT_STATE),
        Choice("5", _("Merge into another account"), "merge-accounts", Permission.ACCOUNT_STATE),
        Choice("6", _("Change of customer"), "change-customer", Permission.ACCOUNT_STATE),
        Choice("7", _("Edit: the customer's details"), "account-details", Permission.OPEN_ACCOUNT),
        Choice(
            "8",
            _("Its money: arrears, balance, free water"),
            "account-money",
            Permission.READ_CARD,
        ),
        Choice("9", _("Blacklist"), "account-blacklist", Permission.BLACKLIST),
        Choice("0", _("Everything done to it"), "account-operations", Permission.READ_CARD),
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
            self.dismiss(None)
