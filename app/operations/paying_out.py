"""Cash goes out of what is kept for an account, balance or deposit; at its home kiosk only."""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.approval import Signed, signed_money
from app.domain.money_limits import above_limit
from app.domain.payments import PaymentFor, rounding_in_cash
from app.domain.quantity import Money
from app.kiosk import Kiosk, Transaction
from app.operations.account_value import ValueLook, amount_within, require_same, value_look
from app.operations.authority import require_second_above_limit
from app.operations.operation import Caller
from app.operations.paying import PaymentResult, give_back
from app.operations.reasons import reason_given
from app.operations.tender_rules import require_all_confirmed


class PayOutArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose, why, and how much; none: all of it."""

    account: str
    reason: str
    amount: str | None = None


class PayOutQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What goes out."""

    look: ValueLook
    amount: Money
    rounding: Money
    """Cash beyond it; below zero: less."""
    reason: str
    needs_second: bool


def look_for(
    kiosk: Kiosk, caller: Caller, arguments: PayOutArguments, what: PaymentFor
) -> ValueLook:
    """What is kept. Raises UnknownRecord, AccountForbids, OtherHome, TenderUnconfirmed."""
    look = value_look(kiosk, caller, arguments.account, what, AccountAct.PAY_OUT, at_home=True)
    with kiosk.ledger.read() as reader:
        require_all_confirmed(reader.db, look.account)
    return look


def quote_for(look: ValueLook, arguments: PayOutArguments) -> PayOutQuote:
    """Raises BadArgument, BadAmount."""
    amount = amount_within(look, arguments.amount)
    return PayOutQuote(
        look=look,
        amount=amount,
        rounding=rounding_in_cash(amount, look.unit),
        reason=reason_given(arguments.reason),
        needs_second=above_limit(amount, look.limit),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: PayOutQuote) -> PaymentResult:
    """Pays it out. Raises NoOpenShift, SecondPersonNeeded, StaleQuote, TenderUnconfirmed."""
    require_second_above_limit(kiosk, caller, quote.amount)

    def check(tx: Transaction) -> None:
        require_same(kiosk, tx, quote.look, AccountAct.PAY_OUT)
        require_all_confirmed(tx.db, quote.look.account)

    return give_back(
        kiosk,
        caller,
        what=quote.look.what,
        account=quote.look.account,
        amount=quote.amount,
        rounding=quote.rounding,
        reason=quote.reason,
        check=check,
    )


def signed_for(quote: PayOutQuote) -> Signed:
    """Whose, and how much."""
    return signed_money(quote.look.account, quote.amount)
