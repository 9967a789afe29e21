"""Cash that no customer paid."""

from __future__ import annotations

from app.domain.text import _
from app.operations.pay_in import PAY_IN
from app.screens.cash_move_form import CashPaidForm


class PayIn(CashPaidForm):
    """Beside sales, in one's own shift."""

    heading = _("Paid into the drawer")
    help_lines = (
        _("For change money that is brought, or cash that was found: no customer paid it."),
        _("Type how much and why. Above the limit a second person signs."),
        _("A numbered paper is printed; the shift report counts it."),
    )
    operation = PAY_IN

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to record that this cash goes into the drawer.")
