"""What an account has, or owes, as payments at the counter ask for it."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.account_states import AccountAct
from app.domain.amounts import format_money, parse_money
from app.domain.money_limits import MoneyLimit
from app.domain.payments import PaymentFor
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.queries import plans, settings
from app.operations.account_standing import account_open_to, require_home_account
from app.operations.card_plan import plan_still_open
from app.operations.cash_rounding import cash_unit, require_payable
from app.operations.errors import BadArgument, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller
from app.operations.paying import LINE_NAMES, stands
from app.operations.vending import Vending, vending_for


class ValueLook(msgspec.Struct, frozen=True, kw_only=True):
    """What stands for an account now."""

    account: str
    what: PaymentFor
    standing: Money
    """What it owes, or what is kept for it."""
    limit: Money | None
    """Above it a second person gives back too."""
    currency_digits: int
    unit: Money
    """Smallest amount of cash."""
    vending: Vending | None = None
    """What the agent may still sell; None: nothing limits it."""


def value_look(
    kiosk: Kiosk,
    caller: Caller,
    number: str,
    what: PaymentFor,
    act: AccountAct,
    *,
    at_home: bool,
    tenders: str | None = None,
) -> ValueLook:
    """``at_home``: value is spent only there, where nobody else can spend it at the same time.
    ``tenders``: how it is to be paid, as typed.

    Raises UnknownRecord, AccountForbids, OtherHome, PlanStillOpen.
    """
    with kiosk.ledger.read() as reader:
        db = reader.db
        account = account_open_to(kiosk, db, number.strip(), act)
        if at_home:
            require_home_account(kiosk, account)
        _require_settled(db, what, account.number)
        return ValueLook(
            account=account.number,
            what=what,
            standing=_standing(db, what, account.number),
            limit=settings.money_limit(db, MoneyLimit.REFUND),
            currency_digits=settings.utility(db).currency_digits,
            unit=cash_unit(db, local_date(kiosk), account.tariff_class),
            vending=vending_for(kiosk, db, caller, tenders),
        )


def _require_settled(db: Database, what: PaymentFor, account: str) -> None:
    """A purchase in doubt may take arrears once it is settled. Raises PlanStillOpen."""
    if what is PaymentFor.ARREARS:
        for row in plans.open_plans(db, account=account):
            raise plan_still_open(row)


def _standing(db: Database, what: PaymentFor, account: str) -> Money:
    return max(0, stands(db, what, account) or 0)


def amount_within(look: ValueLook, typed: str | None) -> Money:
    """What was typed, in steps of cash unless it is all; none: all there is.

    Raises BadArgument, BadAmount.
    """
    name = LINE_NAMES[look.what]
    if not look.standing:
        raise BadArgument(
            _("{name} of account {account}: nothing.").format(name=name, account=look.account),
            _("Nothing was paid. There is nothing to pay or to give back."),
        )
    amount = look.standing if typed is None else parse_money(typed, look.currency_digits)
    if amount > look.standing:
        raise BadArgument(
            _("{name} of account {account}: {amount}, not more.").format(
                name=name,
                account=look.account,
                amount=format_money(look.standing, look.currency_digits),
            ),
            _("Nothing was paid. Give at most that."),
        )
    if amount != look.standing:
        require_payable(amount, look.unit, look.currency_digits)
    return amount


def require_same(kiosk: Kiosk, tx: Transaction, look: ValueLook, act: AccountAct) -> None:
    """Raises AccountForbids, and StaleQuote where something moved since the quote."""
    account_open_to(kiosk, tx.db, look.account, act)
    _require_settled(tx.db, look.what, look.account)
    if _standing(tx.db, look.what, look.account) != look.standing:
        raise StaleQuote(
            _("What this account owes or has changed meanwhile."),
            _("Nothing was paid. Start over."),
        )
