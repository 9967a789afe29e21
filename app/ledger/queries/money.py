"""Sums of the books. Debits are positive in the books; each function says what its sign means."""

from __future__ import annotations

from peewee import Database

from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.ledger.queries.reading import value


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


def balance(db: Database, account: str) -> Money:
    """Account balance: positive when the utility owes the account."""
    return -book_total(db, Book.BALANCE, account)


def arrears(db: Database, account: str) -> Money:
    """Arrears: positive when the account owes the utility."""
    return book_total(db, Book.ARREARS, account)


def suspense(db: Database, account: str) -> Money:
    """Money of the account that is paid and not yet proved to be on a card, positive."""
    return -book_total(db, Book.SUSPENSE, account)


def drawer(db: Database, shift: EventId) -> Money:
    """Cash that should be in the drawer of a shift."""
    return book_total(db, Book.DRAWER, str(shift))
