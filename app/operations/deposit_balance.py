"""Money is paid into an account's balance; any kiosk may take it, only the home kiosk spends it."""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.amounts import parse_money
from app.domain.payments import PaymentFor
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.operations.account_value import ValueLook, require_same, value_look
from app.operations.cash_rounding import require_payable
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


class DepositBalanceArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose, and how much."""

    account: str
    amount: str
    tendered: str | None = None
    """Cash handed over; none: exactly the amount."""


class DepositBalanceQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken, and the change."""

    look: ValueLook
    wish: Wish


def look_at(kiosk: Kiosk, caller: Caller, arguments: DepositBalanceArguments) -> ValueLook:
    """What is there. Raises UnknownRecord, AccountForbids."""
    return value_look(
        kiosk, caller, arguments.account, PaymentFor.BALANCE, AccountAct.PAY, at_home=False
    )


def quote_for(look: ValueLook, arguments: DepositBalanceArguments) -> DepositBalanceQuote:
    """Raises BadArgument, BadAmount, NotEnoughTendered."""
    digits = look.currency_digits
    amount = require_payable(parse_money(arguments.amount, digits), look.unit, digits)
    handed = arguments.tendered
    wish = Wish(
        what=PaymentFor.BALANCE,
        account=look.account,
        line=money_line(PaymentFor.BALANCE, amount),
        tender=cash_tender(amount, None if handed is None else parse_money(handed, digits), digits),
    )
    require_room(look.vending, (wish.tender,))
    return DepositBalanceQuote(look=look, wish=wish)


def carry_out(kiosk: Kiosk, caller: Caller, quote: DepositBalanceQuote) -> PaymentResult:
    """Takes it. Raises NoOpenShift, StaleQuote."""

    def check(tx: Transaction) -> None:
        require_same(kiosk, tx, quote.look, AccountAct.PAY)

    return take(kiosk, caller, quote.wish, check)


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
