"""Account balance goes out in cash; only at the account's home kiosk."""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.approval import signed_money
from app.domain.money_limits import above_limit
from app.domain.payments import PaymentFor
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.operations.account_value import ValueLook, amount_within, require_same, value_look
from app.operations.authority import require_second_above_limit
from app.operations.operation import Caller, Operation
from app.operations.paying import PaymentResult, give_back, recall_for
from app.operations.reasons import reason_given
from app.printing.documents import Moved


class WithdrawBalanceArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose, why, and how much; none: all of it."""

    account: str
    reason: str
    amount: str | None = None


class WithdrawBalanceQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What goes out."""

    look: ValueLook
    amount: Money
    reason: str
    needs_second: bool


def look_at(kiosk: Kiosk, caller: Caller, arguments: WithdrawBalanceArguments) -> ValueLook:
    """Raises UnknownRecord, AccountForbids, OtherHome."""
    return value_look(
        kiosk, caller, arguments.account, PaymentFor.BALANCE, AccountAct.PAY_OUT, at_home=True
    )


def quote_for(look: ValueLook, arguments: WithdrawBalanceArguments) -> WithdrawBalanceQuote:
    """Raises BadArgument, BadAmount."""
    amount = amount_within(look, arguments.amount)
    return WithdrawBalanceQuote(
        look=look,
        amount=amount,
        reason=reason_given(arguments.reason),
        needs_second=above_limit(amount, look.limit),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: WithdrawBalanceQuote) -> PaymentResult:
    """Pays it out. Raises NoOpenShift, SecondPersonNeeded, StaleQuote."""
    require_second_above_limit(kiosk, caller, quote.amount)

    def check(tx: Transaction) -> None:
        require_same(kiosk, tx, quote.look, AccountAct.PAY_OUT)

    return give_back(
        kiosk,
        caller,
        what=PaymentFor.BALANCE,
        account=quote.look.account,
        amount=quote.amount,
        reason=quote.reason,
        check=check,
    )


WITHDRAW_BALANCE = Operation(
    name="withdraw-balance",
    summary=_("Pay account balance out in cash."),
    permission=Permission.REFUND,
    arguments=WithdrawBalanceArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_for(Moved.GIVEN_BACK, PaymentFor.BALANCE),
    opened_by=("paid_out",),
    needs_shift=True,
    needs_invoice=True,
    needs_clock=True,
    signed_for=lambda quote: signed_money(quote.look.account, quote.amount),
)
