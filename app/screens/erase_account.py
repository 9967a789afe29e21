"""Erase the details of an account that has ended; two people."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.text import _
from app.operations.erase_account import (
    ERASE_ACCOUNT,
    EraseAccountArguments,
    EraseAccountResult,
)
from app.screens.signed_change import SignedChange
from app.widgets.rows import Row


class EraseAccount(SignedChange[EraseAccountResult]):
    """Why; then the second person signs."""

    heading = _("Erase the customer's details")
    help_lines = (
        _("Only after the account was cancelled, merged or voided."),
        _("Name, telephone, document, address, notes and their history go for good, everywhere."),
        _("Papers of the account leave this machine; they cannot be printed again."),
        _("Its number, purchases and sums stay. It takes two people. Nothing is printed."),
        _("If it is refused, nothing was erased; the message says what comes first."),
    )
    operation = ERASE_ACCOUNT
    reasons = (
        _("The customer asked for it"),
        _("The time for keeping them is over"),
        _("Decision of head office"),
    )

    def arguments(self) -> EraseAccountArguments:
        """The account and the reason."""
        self.forget_second()
        return EraseAccountArguments(account=self.account, reason=self.reason.choice.name)

    def will(self) -> Sequence[Row]:
        """What goes, and who has signed."""
        return [
            (_("Goes for good"), _("name, telephone, document, address, notes")),
            self.second_row(),
        ]

    def still(self, _result: EraseAccountResult) -> list[str]:
        """Nothing is signed on paper: no paper may carry the name."""
        return []

    def what(self) -> str:
        """What the second one signs for."""
        return _("The details of account {account} are erased for good.").format(
            account=self.account
        )

    def last_question(self) -> str:
        """When both have signed."""
        return _("Press + to erase them for good.")
