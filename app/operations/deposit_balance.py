"""Money is paid into an account's balance; any kiosk may take it, only the home kiosk spends it."""

from __future__ import annotations

import msgspec

from app.domain.amounts import parse_money
from app.domain.payments import PaymentFor
from app.domain.permissions import Permission
from app.domain.tenders import handed_over
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.account_value import ValueLook
from app.operations.cash_rounding import require_payable
from app.operations.operation import Caller, Operation
from app.operations.paying import recall_for
from app.operations.paying_in import PayInQuote, carry_out, look_for, quote_of
from app.printing.documents import Moved


class DepositBalanceArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose, and how much."""

    account: str
    amount: str
    tendered: str | None = None
    """Cash handed over; none: exactly the amount."""
    tenders: str | None = None
    """All that it is paid with, such as ``cash=50,card=30:REFERENCE``; ``?`` in place of a
    reference: whether it came is not known. In place of ``tendered``."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: DepositBalanceArguments) -> ValueLook:
    """What is there. Raises UnknownRecord, AccountForbids."""
    return look_for(kiosk, caller, arguments.account, PaymentFor.BALANCE, arguments.tenders)


def quote_for(look: ValueLook, arguments: DepositBalanceArguments) -> PayInQuote:
    """Raises BadArgument, BadAmount, BadTender, NotEnoughTendered and more."""
    digits = look.currency_digits
    amount = require_payable(parse_money(arguments.amount, digits), look.unit, digits)
    handed = handed_over(arguments.tendered, arguments.tenders, digits)
    return quote_of(look, amount, handed)


DEPOSIT_BALANCE = Operation(
    name="deposit-balance",
    summary=_("Take money into an account's balance."),
    permission=Permission.ACCOUNT_MONEY,
    arguments=DepositBalanceArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_for(Moved.TAKEN, PaymentFor.BALANCE),
    opened_by=("payment_taken",),
    needs_shift=True,
    needs_invoice=True,
    needs_clock=True,
)
