"""What accounts are, by the events that changed them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from peewee import Database

from app.domain.account_states import (
    AccountStanding,
    AccountState,
    StateChange,
    standing_on,
    suspended_spans,
)
from app.domain.entries import Book
from app.ledger.projection.statements import all_rows
from app.ledger.projection.tables.accounts import AccountStateRecord
from app.ledger.queries.reading import day_of, first, marks_for, select

_CHANGES = select("account_state", AccountStateRecord, "WHERE account = +? ORDER BY at, event")
_ALL_CHANGES = select(
    "account_state", AccountStateRecord, "WHERE account IN ({marks}) ORDER BY at, event"
)
_BOOKS = ", ".join(
    f"'{book.value}'" for book in (Book.SUSPENSE, Book.REFUND_DUE, Book.BALANCE, Book.ARREARS)
)
_MONEY = f"SELECT 1 FROM book_total WHERE book IN ({_BOOKS}) AND subject = ? LIMIT 1"  # noqa: S608  constants of this module
_METER = "SELECT 1 FROM allocation WHERE account = ? LIMIT 1"
_OWED = "SELECT 1 FROM credit_owed WHERE account = ? LIMIT 1"


def changes(db: Database, account: str) -> list[StateChange]:
    """All changes of an account's state, in the order of their stamps."""
    rows = all_rows(db, _CHANGES, (account,))
    return [_change(AccountStateRecord._make(row)) for row in rows]


def standings(db: Database, numbers: Sequence[str], day: date) -> dict[str, AccountStanding]:
    """What several accounts are on a day, in one query."""
    found: dict[str, list[StateChange]] = {number: [] for number in numbers}
    marks = marks_for(numbers)
    for row in all_rows(db, _ALL_CHANGES.format(marks=marks), numbers):
        record = AccountStateRecord._make(row)
        found[record.account].append(_change(record))
    return {number: standing_on(of, day) for number, of in found.items()}


def account_standing(db: Database, account: str, day: date) -> AccountStanding:
    """What an account is on a day; one that nothing is known of is active."""
    return standing_on(changes(db, account), day)


def suspensions(db: Database, account: str) -> tuple[tuple[date, date | None], ...]:
    """Days on which an account was suspended; see :func:`suspended_spans`."""
    return suspended_spans(changes(db, account))


def ever_used(db: Database, account: str) -> bool:
    """Whether a meter was ever allocated to an account, or any money or credit was in it."""
    return any(first(db, query, (account,)) for query in (_METER, _MONEY, _OWED))


def _change(record: AccountStateRecord) -> StateChange:
    return StateChange(
        becomes=AccountState(record.becomes),
        on=date.fromisoformat(record.day),
        until=day_of(record.until),
        reason=record.reason,
        survivor=record.survivor,
    )
