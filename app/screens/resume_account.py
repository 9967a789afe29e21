"""Resume a suspended account."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.text import _
from app.operations.resume_account import (
    RESUME_ACCOUNT,
    ResumeAccountArguments,
    ResumeAccountResult,
)
from app.screens.account_change import AccountChange
from app.widgets.rows import Row


class ResumeAccount(AccountChange[ResumeAccountResult]):
    """Why."""

    heading = _("Resume account")
    help_lines = (
        _("A suspended account buys again, and standing charges run on from today."),
        _("Choose the reason, Enter, read the review, then +. No card is needed."),
        _("It is recorded with who did it. Nothing is printed, no money moves."),
    )
    operation = RESUME_ACCOUNT
    reasons = (
        _("The customer is back"),
        _("Meter repaired"),
        _("Arrears paid"),
        _("Dispute settled"),
        _("Decision of head office"),
    )

    def arguments(self) -> ResumeAccountArguments:
        """The account and the reason."""
        return ResumeAccountArguments(account=self.account, reason=self.reason.choice.name)

    def will(self) -> Sequence[Row]:
        """What follows."""
        return ((_("Afterwards"), _("it buys again, standing charges run on")),)

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to resume the account.")
