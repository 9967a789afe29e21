"""Cash that no customer paid."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.text import _
from app.operations.pay_in import PAY_IN, PayInArguments
from app.screens.cash_move_form import CashMoveForm, cash_field, why_field
from app.widgets.field import Field


class PayIn(CashMoveForm):
    """Beside sales, in one's own shift."""

    heading = _("Paid into the drawer")
    help_lines = (
        _("For change money that is brought, or cash that was found: no customer paid it."),
        _("Type how much and why. Above the limit a second person signs."),
        _("A numbered paper is printed; the shift report counts it."),
    )
    operation = PAY_IN

    def __init__(self) -> None:
        """Nothing is filled in."""
        self.amount = cash_field()
        self.reason = why_field()
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """What is to be said."""
        return (self.amount, self.reason)

    def arguments(self) -> PayInArguments:
        """What was filled in."""
        return PayInArguments(amount=self.amount.value, reason=self.reason.value)

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to record that this cash goes into the drawer.")
