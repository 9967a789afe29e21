"""Money comes in for what an account owes, or for its balance; any kiosk may take it."""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.payments import PaymentFor
from app.domain.quantity import Money
from app.domain.tariff.cash_part import rounding_of_cash
from app.domain.tenders import Handed
from app.kiosk import Kiosk, Transaction
from app.operations.account_value import ValueLook, require_same, value_look
from app.operations.operation import Caller
from app.operations.paying import PaymentResult, Wish, money_line, take
from app.operations.tendering import exactly
from app.operations.vending import require_room


class PayInQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken, and the change."""

    look: ValueLook
    wish: Wish


def look_for(
    kiosk: Kiosk, caller: Caller, account: str, what: PaymentFor, tenders: str | None
) -> ValueLook:
    """What is there. Raises UnknownRecord, AccountForbids."""
    return value_look(kiosk, caller, account, what, AccountAct.PAY, at_home=False, tenders=tenders)


def quote_of(look: ValueLook, amount: Money, handed: Handed) -> PayInQuote:
    """Raises NotEnoughTendered, TooMuchTendered."""
    rounding = rounding_of_cash(amount, handed.not_cash(amount), look.unit)
    wish = Wish(
        what=look.what,
        account=look.account,
        line=money_line(look.what, amount),
        rounding=rounding,
        tenders=exactly(amount + rounding, handed, look.currency_digits),
    )
    require_room(look.vending, wish.tenders)
    return PayInQuote(look=look, wish=wish)


def carry_out(kiosk: Kiosk, caller: Caller, quote: PayInQuote) -> PaymentResult:
    """Takes it. Raises NoOpenShift, StaleQuote."""

    def check(tx: Transaction) -> None:
        require_same(kiosk, tx, quote.look, AccountAct.PAY)

    return take(kiosk, caller, quote.wish, check)
