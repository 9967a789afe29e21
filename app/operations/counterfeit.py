"""A note in the drawer is found false: taken out, kept for the police, its value lost."""

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
from app.operations.reasons import LONGEST_REASON, line_if_given, reason_given


class CounterfeitArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What the note pretends to be worth, and how it was found."""

    amount: str
    note: str = ""
    """Number printed on it; a coin has none."""
    reason: str


def quote_for(look: CashMoveLook, arguments: CounterfeitArguments) -> CashMoveQuote:
    """Raises BadArgument, BadAmount."""
    return CashMoveQuote(
        look=look,
        what=CashMove.COUNTERFEIT,
        amount=parse_money(arguments.amount, look.currency_digits),
        note=line_if_given(arguments.note, _("number on the note"), LONGEST_REASON),
        reason=reason_given(arguments.reason),
    )


COUNTERFEIT = Operation(
    name="counterfeit",
    summary=_("Take a false note out of your drawer; its value is a loss of its own."),
    permission=Permission.SHIFT,
    arguments=CounterfeitArguments,
    look_at=drawer_look,
    quote_for=quote_for,
    carry_out=move_within_limit,
    recall=recall_move,
    opened_by=("counterfeit_found",),
    needs_shift=True,
    signed_for=lambda quote: signed_money(str(quote.look.shift.operator), quote.amount),
)
