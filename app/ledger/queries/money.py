"""Sums of the books. Debits are positive in the books; each function says what its sign means."""

from __future__ import annotations

from peewee import Database

from app.domain.arrears import Kept, overpaid_back
from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import value

# Of several ends of an account the first one counts.
_MERGED = (
    "SELECT account FROM account_state merged WHERE survivor = ? AND becomes = 'merged' "
    "AND NOT EXISTS (SELECT 1 FROM account_state other WHERE other.account = merged.account "
    "AND other.becomes IN ('cancelled', 'merged', 'voided') "
    "AND (other.at, other.event) < (merged.at, merged.event)) ORDER BY account"
)


def book_total(db: Database, book: Book, subject: str) -> Money:
    """Sum of all postings of a book to a subject, debit positive."""
    found = value(
        db,
        "SELECT amount FROM book_total WHERE book = ? AND subject = ?",
        (book.value, subject),
    )
    return int(found or 0)


def shift_book(db: Database, shift: EventId, book: Book) -> Money:
    """Sum of all postings of a book by the events of a shift, debit positive."""
    found = value(
        db,
        "SELECT amount FROM shift_book WHERE shift = ? AND book = ?",
        (shift.to_key(), book.value),
    )
    return int(found or 0)


def merged_into(db: Database, account: str) -> list[str]:
    """Accounts whose customer goes on with this one, and those merged into them, each once."""
    found = [account]
    for survivor in found:
        rows = execute(db, _MERGED, (survivor,)).fetchall()
        found += [number for (number,) in rows if number not in found]
    return found[1:]


def balance(db: Database, account: str) -> Money:
    """Account balance: positive when the utility owes the account and those merged into it.

    What was overpaid of arrears is in it.
    """
    return _kept(db, account).balance


def arrears(db: Database, account: str) -> Money:
    """Arrears that the account and those merged into it owe; never below zero."""
    return _kept(db, account).arrears


def arrears_with(db: Database, account: str, more: Money) -> Money:
    """Arrears once ``more`` is booked: what was overpaid before pays of it."""
    return overpaid_back(_together(db, Book.ARREARS, account) + more, 0).arrears


def _kept(db: Database, account: str) -> Kept:
    return overpaid_back(
        _together(db, Book.ARREARS, account), -_together(db, Book.BALANCE, account)
    )


def _together(db: Database, book: Book, account: str) -> Money:
    """What stands under the numbers of all its files: each posting is under one of them."""
    return sum(book_total(db, book, one) for one in (account, *merged_into(db, account)))


def suspense(db: Database, account: str) -> Money:
    """Money of the account that is paid and not yet proved to be on a card, positive."""
    return -book_total(db, Book.SUSPENSE, account)


def drawer(db: Database, shift: EventId) -> Money:
    """Cash that should be in the drawer of a shift."""
    return book_total(db, Book.DRAWER, str(shift))
