"""What an account's statement must say, added up from the journal's events alone."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import date

from app.domain.entries import Book
from app.domain.payments import PaymentFor
from app.ledger.events.payments import PaymentTaken
from app.ledger.events.sales import PurchasePaid, RefundOpened
from tests.reports import truth

SIGNS = {Book.ARREARS: 1, Book.BALANCE: -1, Book.DEPOSIT: -1}


def standing(events: truth.Events, account: str, until: date) -> list[int]:
    """Arrears, balance, deposit at the end of a day."""
    found: Tally[Book] = Tally()
    for _day, book, subject, amount in truth.postings(events, date.min, until):
        if subject == account:
            found[book] += amount
    return [sign * found[book] for book, sign in SIGNS.items()]


def charged(events: truth.Events, account: str, since: date, until: date) -> int:
    """Purchases and payments without a card, less what was given back."""
    total = 0
    for _id, entry in events:
        event = entry.event
        if getattr(event, "account", "") != account or not since <= _day(event) <= until:
            continue
        if isinstance(event, PurchasePaid):
            total += sum(one.total for one in event.breakdowns)
        elif isinstance(event, RefundOpened):
            total -= event.amount
        elif isinstance(event, PaymentTaken) and event.what is PaymentFor.OTHER:
            total += event.line.amount + event.rounding
    return total


def _day(event: object) -> date:
    day = getattr(event, "date", date.max)
    assert isinstance(day, date)
    return day
