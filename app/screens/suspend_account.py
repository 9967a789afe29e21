"""Suspend an account: it buys nothing until it is resumed, or until a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app.domain.text import _
from app.operations.suspend_account import (
    SUSPEND_ACCOUNT,
    SuspendAccountArguments,
    SuspendAccountResult,
)
from app.screens.account_change import AccountChange
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class SuspendAccount(AccountChange[SuspendAccountResult]):
    """Why, and for how many days."""

    heading = _("Suspend account")
    help_lines = (
        _("A suspended account buys nothing, and no standing charge becomes due."),
        _("What is on its card and in its meter stays. A load can still be refunded."),
        _("Choose the reason; the number of days may stay empty."),
        _("Without days it is resumed by hand: More with this account."),
        _("It is recorded with who did it. Nothing is printed, no card is written."),
    )
    operation = SUSPEND_ACCOUNT
    reasons = (
        _("Away for a time"),
        _("House empty"),
        _("Meter out of order"),
        _("Arrears"),
        _("Dispute"),
        _("Decision of head office"),
    )

    def __init__(self, account: str) -> None:
        self.days = Field(
            _("Days"), FieldKind.DIGITS, id="days", longest=4, hint=_("empty: until it is resumed")
        )
        super().__init__(account)

    def fields(self) -> Iterable[Field]:
        """Why, and how long."""
        return (self.reason, self.days)

    def arguments(self) -> SuspendAccountArguments:
        """The day that the number of days leads to."""
        return SuspendAccountArguments(
            account=self.account, reason=self.reason.choice.name, until=self._until()
        )

    def _until(self) -> date | None:
        if not self.days.value:
            return None
        return self.today + timedelta(days=int(self.days.value))

    def will(self) -> Sequence[Row]:
        """Until when."""
        until = self._until()
        return ((_("Until"), _("it is resumed") if until is None else until.isoformat()),)

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to suspend the account.")
