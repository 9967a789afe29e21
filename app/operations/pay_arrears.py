"""Arrears are paid in cash at the counter, whole or in part, the oldest first."""

from __future__ import annotations

import msgspec

from app.domain.payments import PaymentFor
from app.domain.permissions import Permission
from app.domain.tenders import handed_over
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.account_value import ValueLook, amount_within
from app.operations.operation import Caller, Operation
from app.operations.paying import recall_for
from app.operations.paying_in import PayInQuote, carry_out, look_for, quote_of
from app.printing.documents import Moved


class PayArrearsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose, and how much; none: all that is owed."""

    account: str
    amount: str | None = None
    tendered: str | None = None
    """Cash handed over; none: exactly the amount."""
    tenders: str | None = None
    """All that it is paid with, such as ``cash=50,card=30:REFERENCE``; ``?`` in place of a
    reference: whether it came is not known. In place of ``tendered``."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: PayArrearsArguments) -> ValueLook:
    """What is owed. Raises UnknownRecord, AccountForbids."""
    return look_for(kiosk, caller, arguments.account, PaymentFor.ARREARS, arguments.tenders)


def quote_for(look: ValueLook, arguments: PayArrearsArguments) -> PayInQuote:
    """Raises BadArgument, BadAmount, BadTender, NotEnoughTendered and more."""
    handed = handed_over(arguments.tendered, arguments.tenders, look.currency_digits)
    return quote_of(look, amount_within(look, arguments.amount), handed)


PAY_ARREARS = Operation(
    name="pay-arrears",
    summary=_("Take money for an account's arrears, the oldest first."),
    permission=Permission.ACCOUNT_MONEY,
    arguments=PayArrearsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_for(Moved.TAKEN, PaymentFor.ARREARS),
    opened_by=("payment_taken",),
    needs_shift=True,
    needs_invoice=True,
    needs_clock=True,
)
