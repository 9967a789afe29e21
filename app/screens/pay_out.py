"""Cash that goes to no customer."""

from __future__ import annotations

from app.domain.text import _
from app.operations.pay_out import PAY_OUT
from app.screens.cash_move_form import CashPaidForm


class PayOut(CashPaidForm):
    """Beside sales, in one's own shift."""

    heading = _("Paid out of the drawer")
    help_lines = (
        _("For small expenses: no customer gets it. Keep the bill with the paper."),
        _("Type how much and why. Above the limit a second person signs."),
        _("A numbered paper is printed; the shift report counts it."),
    )
    operation = PAY_OUT

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to record that this cash goes out of the drawer.")
