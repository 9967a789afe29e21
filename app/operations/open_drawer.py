"""The drawer is opened without a sale, with a reason."""

from __future__ import annotations

import msgspec

from app.domain.cash_moves import CashMove
from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.cash_moves import (
    CashMoveLook,
    CashMoveQuote,
    drawer_look,
    move,
    recall_move,
)
from app.operations.operation import Operation
from app.operations.reasons import reason_given


class OpenDrawerArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Why."""

    reason: str


def quote_for(look: CashMoveLook, arguments: OpenDrawerArguments) -> CashMoveQuote:
    """Raises BadArgument."""
    return CashMoveQuote(look=look, what=CashMove.NO_SALE, reason=reason_given(arguments.reason))


OPEN_DRAWER = Operation(
    name="open-drawer",
    summary=_("Open the drawer without a sale, with the reason."),
    permission=Permission.SHIFT,
    arguments=OpenDrawerArguments,
    look_at=drawer_look,
    quote_for=quote_for,
    carry_out=move,
    recall=recall_move,
    opened_by=("drawer_opened",),
    needs_shift=True,
)
