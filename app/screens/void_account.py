"""Void an account that was opened by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.errors import BadArgument
from app.operations.void_account import VOID_ACCOUNT, VoidAccountArguments, VoidAccountResult
from app.screens.account_change import AccountChange
from app.screens.last_three import are_last_three, last_three_field, not_last_three
from app.widgets.field import Field
from app.widgets.rows import Row


class VoidAccount(AccountChange[VoidAccountResult]):
    """Why; and the last three digits, for there is no way back."""

    heading = _("Void account")
    help_lines = (
        _("For an account that was opened by mistake and never used: no meter, no money."),
        _("Its number is never used again. There is no way back."),
        _("Choose the reason, type the last three digits of the account, then press +."),
        _("It is recorded with who did it. Nothing is printed."),
        _("One that was used is cancelled instead: its page says how."),
    )
    operation = VOID_ACCOUNT
    reasons = (
        _("Opened twice"),
        _("Wrong customer"),
        _("Customer does not come"),
        _("Entered for practice"),
    )

    def __init__(self, account: str) -> None:
        self.last_three = last_three_field()
        super().__init__(account)

    def fields(self) -> Iterable[Field]:
        """Why, and which account."""
        return (self.reason, self.last_three)

    def check(self, field: Field) -> None:
        """The digits must be the account's."""
        super().check(field)
        if field is self.last_three and not are_last_three(field.value, self.account):
            raise _wrong_digits()

    def arguments(self) -> VoidAccountArguments:
        """The account and the reason."""
        return VoidAccountArguments(account=self.account, reason=self.reason.choice.name)

    def will(self) -> Sequence[Row]:
        """What follows."""
        return ((_("Afterwards"), _("void for ever; the number is never used again")),)

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to void the account.")


def _wrong_digits() -> TapcardError:
    return BadArgument(not_last_three(), "")
