"""Account balance goes out in cash; only at the account's home kiosk."""

from __future__ import annotations

from app.domain.payments import PaymentFor
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.account_value import ValueLook
from app.operations.operation import Caller, Operation
from app.operations.paying import recall_for
from app.operations.paying_out import (
    PayOutArguments,
    carry_out,
    look_for,
    quote_for,
    signed_for,
)
from app.printing.documents import Moved


def look_at(kiosk: Kiosk, caller: Caller, arguments: PayOutArguments) -> ValueLook:
    """Raises UnknownRecord, AccountForbids, OtherHome."""
    return look_for(kiosk, caller, arguments, PaymentFor.BALANCE)


WITHDRAW_BALANCE = Operation(
    name="withdraw-balance",
    summary=_("Pay account balance out in cash."),
    permission=Permission.REFUND,
    arguments=PayOutArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_for(Moved.GIVEN_BACK, PaymentFor.BALANCE),
    opened_by=("paid_out",),
    needs_shift=True,
    needs_invoice=True,
    needs_clock=True,
    signed_for=signed_for,
)
