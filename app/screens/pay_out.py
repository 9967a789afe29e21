"""Cash that goes to no customer."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.text import _
from app.operations.pay_out import PAY_OUT, PayOutArguments
from app.screens.cash_move_form import CashMoveForm, cash_field, why_field
from app.widgets.field import Field


class PayOut(CashMoveForm):
    """Beside sales, in one's own shift."""

    heading = _("Paid out of the drawer")
    help_lines = (
        _("For small expenses: no customer gets it. Keep the bill with the paper."),
        _("Type how much and why. Above the limit a second person signs."),
        _("A numbered paper is printed; the shift report counts it."),
    )
    operation = PAY_OUT

    def __init__(self) -> None:
        """Nothing is filled in."""
        self.amount = cash_field()
        self.reason = why_field()
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """What is to be said."""
        return (self.amount, self.reason)

    def arguments(self) -> PayOutArguments:
        """What was filled in."""
        return PayOutArguments(amount=self.amount.value, reason=self.reason.value)

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to record that this cash goes out of the drawer.")
