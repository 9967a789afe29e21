"""Print how an account's money moved between two days."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.text import _
from app.operations.account_statement import ACCOUNT_STATEMENT, AccountStatementArguments
from app.operations.statement_facts import AccountStatement
from app.screens.inquiry_fields import day_fields, day_typed
from app.screens.money_form import MoneyForm
from app.telling.payments import statement_rows
from app.widgets.field import Field
from app.widgets.rows import Row


class AccountStatementForm(MoneyForm[AccountStatement]):
    """From when to when."""

    heading = _("Statement on paper")
    help_lines = (
        _("Prints what the account paid, and how arrears, balance and deposit moved,"),
        _("with what stood before the first day and after the last one."),
        _("Days left empty: the month so far. At most 500 lines are printed."),
        _("It is information for the customer: nothing is recorded, and it is no receipt."),
    )
    operation = ACCOUNT_STATEMENT
    done_words = _("The statement goes to the printer")

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        self.since, self.until = day_fields()
        super().__init__()
        self.account = account

    def fields(self) -> Iterable[Field]:
        """First and last day."""
        return (self.since, self.until)

    def look(self) -> None:
        """There is nothing to look at before the days are known."""
        self.looked([(_("Account"), self.account)])

    def check(self, field: Field) -> None:
        """Days, or nothing."""
        day_typed(field.value)

    def arguments(self) -> AccountStatementArguments:
        """What was filled in."""
        return AccountStatementArguments(
            account=self.account,
            since=day_typed(self.since.value),
            until=day_typed(self.until.value),
        )

    def takes_two(self) -> bool:
        """Nothing is decided."""
        return False

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to print the statement.")

    def shown_rows(self) -> list[Row]:
        """What it will say, in short."""
        return statement_rows(self.desk.words, self.quote)
