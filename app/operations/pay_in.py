"""Cash is put into the drawer that no customer paid."""

from __future__ import annotations

import msgspec

from app.domain.amounts import parse_money
from app.domain.approval import signed_money
from app.domain.cash_moves import CashMove
from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.cash_moves import (
    CashMoveLook,
    CashMoveQuote,
    drawer_look,
    move_within_limit,
    recall_move,
)
from app.operations.operation import Operation
from app.operations.reasons import reason_given


class PayInArguments(msgspec.Struct, frozen=True, kw_only=True):
    """How much, and why."""

    amount: str
    reason: str


def quote_for(look: CashMoveLook, arguments: PayInArguments) -> CashMoveQuote:
    """Raises BadArgument, BadAmount."""
    return CashMoveQuote(
        look=look,
        what=CashMove.PAID_IN,
        amount=parse_money(arguments.amount, look.currency_digits),
        reason=reason_given(arguments.reason),
    )


PAY_IN = Operation(
    name="pay-in",
    summary=_("Put cash into your drawer that no customer paid, with the reason."),
    permission=Permission.SHIFT,
    arguments=PayInArguments,
    look_at=drawer_look,
    quote_for=quote_for,
    carry_out=move_within_limit,
    recall=recall_move,
    opened_by=("cash_paid_in",),
    needs_shift=True,
    signed_for=lambda quote: signed_money(str(quote.look.shift.operator), quote.amount),
)
