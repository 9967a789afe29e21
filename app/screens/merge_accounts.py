"""Merge a second file of a customer into the one that stays; two people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.accounts import check_account_number
from app.domain.text import _
from app.operations.merge_accounts import (
    MERGE_ACCOUNTS,
    MergeAccountsArguments,
    MergeAccountsQuote,
    MergeAccountsResult,
)
from app.screens.signed_change import SignedChange
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class MergeAccounts(SignedChange[MergeAccountsResult]):
    """Why, and which account stays; then the second person signs."""

    heading = _("Merge into another account")
    help_lines = (
        _("For a customer with two files. The account of this page ends, the other one stays."),
        _("Have the numbers of both at hand, and make sure that it is one customer."),
        _("Balance, arrears and history count with the one that stays from then on."),
        _("The account that ends sells nothing more. Take its card back afterwards."),
        _("It takes two people: the second one signs after the first +."),
        _("A slip is printed for the file. No card is written, no money moves."),
    )
    operation = MERGE_ACCOUNTS
    reasons = (
        _("Opened twice"),
        _("Two names, one customer"),
        _("Decision of head office"),
    )

    def __init__(self, account: str) -> None:
        """``account``: the one that ends."""
        self.into = Field(
            _("Stays: account"), FieldKind.DIGITS, id="into", longest=12, hint=_("its number")
        )
        super().__init__(account)

    def fields(self) -> Iterable[Field]:
        """Why, and which one stays."""
        return (self.reason, self.into)

    def check(self, field: Field) -> None:
        """The number must be one."""
        super().check(field)
        if field is self.into:
            check_account_number(field.value)

    def arguments(self) -> MergeAccountsArguments:
        """Both accounts and the reason."""
        self.forget_second()
        return MergeAccountsArguments(
            account=self.account, into=self.into.value, reason=self.reason.choice.name
        )

    def will(self) -> Sequence[Row]:
        """What goes along."""
        quote: MergeAccountsQuote = self.quote
        words, look = self.desk.words, quote.look
        return [
            (_("Goes on with"), look.survivor),
            (_("Its balance"), words.money(look.balance) if look.balance else ""),
            (_("Its arrears"), words.money(look.arrears) if look.arrears else ""),
            self.second_row(),
        ]

    def what(self) -> str:
        """What the second one signs for."""
        return _("Account {account} ends; its customer goes on with {survivor}.").format(
            account=self.account, survivor=self.into.value
        )

    def last_question(self) -> str:
        """When both have signed."""
        return _("Press + to merge the accounts.")
