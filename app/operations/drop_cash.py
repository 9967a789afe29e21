"""A numbered bag of cash goes from the drawer to the safe."""

from __future__ import annotations

import msgspec

from app.domain.cash_moves import CashMove
from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.bags import bag_number, put_in
from app.operations.cash_moves import (
    CashMoveLook,
    CashMoveQuote,
    drawer_look,
    move,
    recall_move,
)
from app.operations.operation import Operation


class DropCashArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed on the bag, and what is in it: ``100x3,20x7``, or a sum as ``440x1``."""

    bag: str
    counted: str


def quote_for(look: CashMoveLook, arguments: DropCashArguments) -> CashMoveQuote:
    """The bag, added up. Raises BadArgument, BadAmount."""
    counted, amount = put_in(arguments.counted, look.currency_digits)
    return CashMoveQuote(
        look=look,
        what=CashMove.DROP,
        amount=amount,
        counted=counted,
        bag=bag_number(arguments.bag),
    )


DROP_CASH = Operation(
    name="drop-cash",
    summary=_("Put a numbered bag of cash from your drawer into the safe."),
    permission=Permission.SHIFT,
    arguments=DropCashArguments,
    look_at=drawer_look,
    quote_for=quote_for,
    carry_out=move,
    recall=recall_move,
    opened_by=("cash_dropped",),
    needs_shift=True,
)
