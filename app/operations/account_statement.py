"""How an account's money moved between two days, on paper: a slip for the customer at the counter.

It says what purchases and payments were, and what the account owed and had before and after. It is
information: nothing is recorded, and it is no receipt.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.queries import payments
from app.operations.account_money import MoneyMovement, MovedBook, moved_money
from app.operations.account_movements import MovementLine, movement_lines
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.account_statement import account_statement
from app.operations.paper.letterhead import print_document
from app.operations.records import account_named
from app.operations.statement_facts import AccountStatement, Standing

_PAGE = 50
_MOST = 500
"""Lines of one slip: more would be a roll of paper."""


class AccountStatementArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose; without days, the month so far."""

    account: str
    since: date | None = None
    until: date | None = None
    """Last day."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: AccountStatementArguments) -> AccountStatement:
    """Reads the books. Raises UnknownRecord, BadArgument."""
    until = arguments.until or local_date(kiosk)
    since = arguments.since or until.replace(day=1)
    if since > until:
        raise BadArgument(
            _("The first day is after the last one."), _("Nothing was printed. Swap them.")
        )
    with kiosk.ledger.read() as reader:
        db = reader.db
        account = account_named(db, arguments.account.strip()).number
        every = moved_money(db, account)
        paid = tuple(payments.other_payments(db, account, since, until))
    moved = tuple(one for one in every if since <= one.date <= until)
    bought = _bought(kiosk, account, since, until)
    if len(moved) + len(bought) + len(paid) > _MOST:
        raise BadArgument(
            _("More than {most} lines would be printed.").format(most=_MOST),
            _("Nothing was printed. Choose fewer days."),
        )
    return AccountStatement(
        account=account,
        since=since,
        until=until,
        opening=_standing([one for one in every if one.date < since]),
        closing=_standing([one for one in every if one.date <= until]),
        bought=bought,
        paid=paid,
        moved=moved,
    )


def _standing(moved: list[MoneyMovement]) -> Standing:
    def total(book: MovedBook) -> Money:
        return sum(one.amount for one in moved if one.book is book)

    return Standing(
        arrears=total(MovedBook.ARREARS),
        balance=total(MovedBook.BALANCE),
        deposit=total(MovedBook.DEPOSIT),
    )


def _bought(kiosk: Kiosk, account: str, since: date, until: date) -> tuple[MovementLine, ...]:
    found: list[MovementLine] = []
    skip = 0
    while page := movement_lines(kiosk, account, _PAGE, skip):
        found += [one for one in page if since <= one.date <= until]
        if page[-1].date < since or len(found) > _MOST:
            break
        skip += len(page)
    return tuple(reversed(found))


def quote_for(look: AccountStatement, arguments: AccountStatementArguments) -> AccountStatement:
    """Nothing follows from it but paper."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: AccountStatement) -> AccountStatement:
    """Prints it."""

    def work(tx: Transaction) -> None:
        paper = account_statement(kiosk, tx, quote, caller.operator)
        print_document(tx, paper, paper.number)

    kiosk.ledger.commit(work)
    return quote


ACCOUNT_STATEMENT = Operation(
    name="account-statement",
    summary=_("Print how an account's money moved between two days, with what stood before."),
    permission=Permission.READ_CARD,
    arguments=AccountStatementArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
