"""The slip of an account's movements."""

from __future__ import annotations

from app.domain.identity import Operator
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.operations.account_money import MoneyMovement, MovedBook
from app.operations.account_movements import MovementLine
from app.operations.paper.letterhead import common, customer
from app.operations.statement_facts import AccountStatement, Standing
from app.printing.documents import StatementEntry, StatementSlip, StatementSums

_DIGITS = 8
"""Of the time in milliseconds: enough to tell the papers of a day apart."""
_BOOKS = {
    MovedBook.ARREARS: _("Arrears"),
    MovedBook.BALANCE: _("Balance"),
    MovedBook.DEPOSIT: _("Deposit"),
}


def account_statement(
    kiosk: Kiosk, tx: Transaction, statement: AccountStatement, operator: Operator
) -> StatementSlip:
    """It is no receipt and has no number of the journal."""
    number = f"STATEMENT-{str(kiosk.clock.milliseconds())[-_DIGITS:]}"
    paid = (
        StatementEntry(day=one.date.isoformat(), name=one.name, amount=one.amount)
        for one in statement.paid
    )
    return StatementSlip(
        **common(kiosk, tx.db, number=number, operator=operator, shift=None, proof=None),
        customer=customer(kiosk, tx.db, statement.account),
        since=statement.since.isoformat(),
        until=statement.until.isoformat(),
        opening=_sums(statement.opening),
        closing=_sums(statement.closing),
        bought=(*(_bought(one) for one in statement.bought), *paid),
        moved=tuple(_moved(one) for one in statement.moved),
    )


def _sums(standing: Standing) -> StatementSums:
    return StatementSums(
        arrears=standing.arrears, balance=standing.balance, deposit=standing.deposit
    )


def _bought(line: MovementLine) -> StatementEntry:
    if line.number is None:
        name = _("Given back")
    elif line.total:
        name = _("Purchase {number}").format(number=line.number)
    else:
        name = _("Credit {number}").format(number=line.number)
    return StatementEntry(day=line.date.isoformat(), name=name, paper=line.paper, amount=line.total)


def _moved(one: MoneyMovement) -> StatementEntry:
    return StatementEntry(day=one.date.isoformat(), name=_BOOKS[one.book], amount=one.amount)
