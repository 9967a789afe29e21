"""Cash comes in for what an account owes, or for its balance; any kiosk may take it."""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.amounts import parse_money
from app.domain.payments import PaymentFor, rounding_in_cash
from app.domain.quantity import Money
from app.kiosk import Kiosk, Transaction
from app.operations.account_value import ValueLook, require_same, value_look
from app.operations.operation import Caller
from app.operations.paying import PaymentResult, Wish, cash_tender, money_line, take
from app.operations.vending import require_room


class PayInQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken, and the change."""

    look: ValueLook
    wish: Wish


def look_for(kiosk: Kiosk, caller: Caller, account: str, what: PaymentFor) -> ValueLook:
    """What is there. Raises UnknownRecord, AccountForbids."""
    return value_look(kiosk, caller, account, what, AccountAct.PAY, at_home=False)


def quote_of(look: ValueLook, amount: Money, tendered: str | None) -> PayInQuote:
    """``tendered``: cash handed over, as typed; None: exactly the amount.

    Raises BadAmount, NotEnoughTendered.
    """
    digits = look.currency_digits
    handed = None if tendered is None else parse_money(tendered, digits)
    rounding = rounding_in_cash(amount, look.unit)
    wish = Wish(
        what=look.what,
        account=look.account,
        line=money_line(look.what, amount),
        rounding=rounding,
        tender=cash_tender(amount + rounding, handed, digits),
    )
    require_room(look.vending, (wish.tender,))
    return PayInQuote(look=look, wish=wish)


def carry_out(kiosk: Kiosk, caller: Caller, quote: PayInQuote) -> PaymentResult:
    """Takes it. Raises NoOpenShift, StaleQuote."""

    def check(tx: Transaction) -> None:
        require_same(kiosk, tx, quote.look, AccountAct.PAY)

    return take(kiosk, caller, quote.wish, check)
