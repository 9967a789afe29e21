"""Cash is put into the drawer that no customer paid."""

from __future__ import annotations

from functools import partial

from app.domain.approval import signed_money
from app.domain.cash_moves import CashMove
from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.cash_moves import (
    CashPaidArguments,
    drawer_look,
    move_within_limit,
    paid,
    recall_move,
)
from app.operations.operation import Operation

PAY_IN = Operation(
    name="pay-in",
    summary=_("Put cash into your drawer that no customer paid, with the reason."),
    permission=Permission.SHIFT,
    arguments=CashPaidArguments,
    look_at=drawer_look,
    quote_for=partial(paid, what=CashMove.PAID_IN),
    carry_out=move_within_limit,
    recall=recall_move,
    opened_by=("cash_paid_in",),
    needs_shift=True,
    signed_for=lambda quote: signed_money(str(quote.look.shift.operator), quote.amount),
)
