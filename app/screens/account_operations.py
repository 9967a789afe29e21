"""Everything that was done to one account."""

from __future__ import annotations

from app.domain.text import _
from app.screens.inquiry_list import LIST_HELP
from app.screens.operations import Operations


class AccountOperations(Operations):
    """Opened from the account's page."""

    heading = _("Everything done to the account")
    help_lines = (
        _("Shows everything done to the account, newest first: who did it, when, why."),
        _('"12 and 20": operator 12 did it and 20 signed as second person.'),
        *LIST_HELP[1:],
    )

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        super().__init__(_("Account {number}").format(number=account), account=account)
