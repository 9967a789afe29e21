"""What an account owes and has: debts, plan, rule, balance, deposit, and how that moved."""

from __future__ import annotations

import enum
from datetime import date

import msgspec
from peewee import Database

from app.domain.arrears import Debt, DeductionScheme, PlanStanding, due_by
from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import journal, money, payments
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.records import account_named

_MOST = 500


class MovedBook(enum.StrEnum):
    """Where something moved."""

    ARREARS = "arrears"
    BALANCE = "balance"
    DEPOSIT = "deposit"


_SIGNS = {
    MovedBook.ARREARS: (Book.ARREARS, 1),
    MovedBook.BALANCE: (Book.BALANCE, -1),
    MovedBook.DEPOSIT: (Book.DEPOSIT, -1),
}


class AccountMoneyArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose."""

    account: str
    newest: int = 20
    """How many movements at most; 0: the sums alone."""


class MoneyMovement(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the statement."""

    event: EventId
    date: date
    book: MovedBook
    kind: str
    """Tag of the event."""
    amount: Money
    """More owed, or more kept; below zero: less."""
    operator: int | None


class AccountMoney(msgspec.Struct, frozen=True, kw_only=True):
    """The statement as it stands today."""

    account: str
    arrears: Money
    due: Money
    """Of it to be paid by today."""
    debts: tuple[Debt, ...]
    plan: PlanStanding | None
    own_rule: DeductionScheme | None
    rule: DeductionScheme
    """The one that counts."""
    balance: Money
    deposit: Money
    movements: tuple[MoneyMovement, ...]
    """Newest first."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: AccountMoneyArguments) -> AccountMoney:
    """Reads the books. Raises UnknownRecord."""
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        db = reader.db
        account = account_named(db, arguments.account.strip()).number
        debts = payments.debts(db, account)
        plan = payments.arrears_plan(db, account)
        return AccountMoney(
            account=account,
            arrears=money.arrears(db, account),
            due=due_by(plan, debts, today),
            debts=tuple(debts),
            plan=payments.plan_kept(db, account, today),
            own_rule=payments.own_deduction(db, account),
            rule=payments.deduction(db, account),
            balance=money.balance(db, account),
            deposit=payments.deposit(db, account),
            movements=tuple(reversed(moved_money(db, account)))[: _asked(arguments.newest)],
        )


def _asked(newest: int) -> int:
    if 0 <= newest <= _MOST:
        return newest
    raise BadArgument(
        _("At most {most} movements are shown.").format(most=_MOST),
        _("Nothing was done. Ask for 0 to {most}.").format(most=_MOST),
    )


def moved_money(db: Database, account: str) -> list[MoneyMovement]:
    """All that moved on an account, oldest first."""
    found = [
        (one, book, sign)
        for book, (booked, sign) in _SIGNS.items()
        for one in payments.movements(db, booked, account)
    ]
    found.sort(key=lambda each: (each[0].date, each[0].event.to_key()))
    return [
        MoneyMovement(
            event=one.event,
            date=one.date,
            book=book,
            kind=_tag(db, one.event),
            amount=sign * one.amount,
            operator=one.operator,
        )
        for one, book, sign in found
    ]


def _tag(db: Database, event: EventId) -> str:
    entry = journal.entry(db, event)
    return "" if entry is None else str(type(entry.event).__struct_config__.tag)


def quote_for(look: AccountMoney, arguments: AccountMoneyArguments) -> AccountMoney:
    """Nothing follows from it."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: AccountMoney) -> AccountMoney:
    """Nothing is done."""
    return quote


ACCOUNT_MONEY = Operation(
    name="account-money",
    summary=_("Show what an account owes and has, and how that moved."),
    permission=Permission.READ_CARD,
    arguments=AccountMoneyArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
