"""Give up arrears that nobody will pay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.text import _
from app.operations.write_off import WRITE_OFF, WriteOffArguments, WriteOffQuote, WriteOffResult
from app.screens.account_money_form import AccountMoneyForm
from app.screens.money_form import amount_field, reason_field
from app.widgets.field import Field
from app.widgets.rows import Row


class WriteOff(AccountMoneyForm[WriteOffResult]):
    """How much, and why."""

    heading = _("Give arrears up")
    help_lines = (
        _("What the account owes is given up, whole or in part, the oldest first."),
        _("Two people sign. No money moves; the tax in it stays as it was booked."),
        _("Only at the kiosk where the account is kept. A slip is printed."),
    )
    operation = WRITE_OFF

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        self.amount = amount_field(_("Amount"), hint=_("empty: all of it"))
        self.reason = reason_field(
            (
                _("Customer died"),
                _("Customer cannot be found"),
                _("Booked by mistake"),
                _("Decision of head office"),
            )
        )
        super().__init__(account)

    def fields(self) -> Iterable[Field]:
        """How much, and why."""
        return (self.amount, self.reason)

    def arguments(self) -> WriteOffArguments:
        """What was filled in."""
        return WriteOffArguments(
            account=self.account,
            amount=self.amount.value or None,
            reason=self.reason.choice.name,
        )

    def takes_two(self) -> bool:
        """Always."""
        return True

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to give the arrears up.")

    def after(self) -> Sequence[str]:
        """The paper is proof."""
        return (_("Both people sign the slip."),)

    def shown_rows(self) -> list[Row]:
        """How much, and what that leaves."""
        quote: WriteOffQuote = self.quote
        return [
            (_("Account"), self.account),
            (_("Given up"), self.desk.words.money(quote.amount)),
            (_("Then left"), self.desk.words.money(quote.look.standing - quote.amount)),
            (_("Reason"), quote.reason),
        ]
