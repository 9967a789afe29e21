"""What the books must say: the general ledger, debts and their age, movements of accounts."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from app.domain.entries import Book
from app.domain.quantity import Money
from app.reports.asked import Asked
from tests.reports.expected import Expected, Line, expected
from tests.reports.facts import Booking
from tests.reports.journal_read import Journal

_BY_SUBJECT = (Book.TAX, Book.OTHER, Book.TENDER, Book.SUBSIDY)
_OF_ACCOUNTS = (Book.ARREARS, Book.BALANCE, Book.DEPOSIT)
_LEDGER = ("postings", "debit", "credit", "moved")


def general_ledger(journal: Journal, asked: Asked) -> Expected:
    """Debits and credits of each account; tax, other income, tenders and subsidies by subject."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in journal.bookings:
        if asked.since <= one.day <= asked.until:
            sums = found[ledger_account(one)]
            side = "debit" if one.amount > 0 else "credit"
            sums.update({"postings": 1, side: abs(one.amount), "moved": one.amount})
    rows: list[Line] = [
        {"account": code, **{name: sums[name] for name in _LEDGER}} for code, sums in found.items()
    ]
    return expected(("account",), rows, _LEDGER)


def ledger_account(one: Booking) -> str:
    """The account of the general ledger that a booking is on."""
    return f"{one.book.value}:{one.subject}" if one.book in _BY_SUBJECT else one.book.value


def account_movements(journal: Journal, asked: Asked) -> Expected:
    """Every line that moved arrears, balance or deposit of an account."""
    rows: list[Line] = [
        {
            "date": one.day.isoformat(),
            "account": one.subject,
            "book": one.book.value,
            "deed": one.deed,
            "operator": None if one.operator is None else str(one.operator),
            "amount": one.amount,
        }
        for one in journal.bookings
        if one.book in _OF_ACCOUNTS and asked.since <= one.day <= asked.until
    ]
    return expected(("date", "account", "book"), rows, ("amount",))


def arrears(journal: Journal, asked: Asked) -> Expected:
    """What is owed at the end of the last day: all that came in has paid the oldest debts first."""
    moved: defaultdict[str, list[tuple[date, Money]]] = defaultdict(list)
    for one in journal.bookings:
        if one.book is Book.ARREARS and one.day <= asked.until:
            moved[one.subject].append((one.day, one.amount))
    rows: list[Line] = []
    for account, movements in moved.items():
        left = _unpaid(movements)
        if left:
            ages = Counter[str]()
            for day, amount in left:
                ages[_age((asked.until - day).days)] += amount
            rows.append(
                {
                    "account": account,
                    "since": min(day for day, _amount in left).isoformat(),
                    "moved": max(day for day, _amount in movements).isoformat(),
                    **{name: ages[name] for name in _AGES},
                    "owed": sum(amount for _day, amount in movements),
                }
            )
    return expected(("account",), rows, (*_AGES, "owed"))


_AGES = ("to_30", "to_90", "to_365", "older")


def _age(days: int) -> str:
    return (
        "to_30" if days <= 30 else "to_90" if days <= 90 else "to_365" if days <= 365 else "older"
    )


def _unpaid(movements: list[tuple[date, Money]]) -> list[tuple[date, Money]]:
    paid = -sum(amount for _day, amount in movements if amount < 0)
    left = []
    for day, amount in sorted(one for one in movements if one[1] > 0):
        part = min(paid, amount)
        paid -= part
        if amount > part:
            left.append((day, amount - part))
    return left
