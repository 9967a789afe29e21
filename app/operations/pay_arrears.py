"""Arrears are paid in cash at the counter, whole or in part, the oldest first."""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.amounts import parse_money
from app.domain.payments import PaymentFor, rounding_in_cash
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.operations.account_value import ValueLook, amount_within, require_same, value_look
from app.operations.operation import Caller, Operation
from app.operations.paying import (
    PaymentResult,
    Wish,
    cash_tender,
    money_line,
    recall_for,
    take,
)
from app.operations.vending import require_room
from app.printing.documents import Moved


class PayArrearsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose, and how much; none: all that is owed."""

    account: str
    amount: str | None = None
    tendered: str | None = None
    """Cash handed over; none: exactly the amount."""


class PayArrearsQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken, and the change."""

    look: ValueLook
    wish: Wish


def look_at(kiosk: Kiosk, caller: Caller, arguments: PayArrearsArguments) -> ValueLook:
    """What is owed. Raises UnknownRecord, AccountForbids."""
    return value_look(
        kiosk, caller, arguments.account, PaymentFor.ARREARS, AccountAct.PAY, at_home=False
    )


def quote_for(look: ValueLook, arguments: PayArrearsArguments) -> PayArrearsQuote:
    """Raises BadArgument, BadAmount, NotEnoughTendered."""
    digits = look.currency_digits
    amount = amount_within(look, arguments.amount)
    rounding, handed = rounding_in_cash(amount, look.unit), arguments.tendered
    wish = Wish(
        what=PaymentFor.ARREARS,
        account=look.account,
        line=money_line(PaymentFor.ARREARS, amount),
        rounding=rounding,
        tender=cash_tender(
            amount + rounding, None if handed is None else parse_money(handed, digits), digits
        ),
    )
    require_room(look.vending, (wish.tender,))
    return PayArrearsQuote(look=look, wish=wish)


def carry_out(kiosk: Kiosk, caller: Caller, quote: PayArrearsQuote) -> PaymentResult:
    """Takes it. Raises NoOpenShift, StaleQuote."""

    def check(tx: Transaction) -> None:
        require_same(kiosk, tx, quote.look, AccountAct.PAY)

    return take(kiosk, caller, quote.wish, check)


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
