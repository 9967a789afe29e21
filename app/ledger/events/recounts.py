"""What head office made of exceptions: what counters did that does not fit together."""

from __future__ import annotations

from datetime import date

from app.domain.entries import Posting
from app.domain.quantity import Money
from app.domain.tariff.reassess import Reassessed
from app.ledger.events.base import Event


class ExceptionSettled(Event, tag="exception_settled", frozen=True, kw_only=True):
    """Somebody at head office looked at an exception, and it is at its end."""

    kind: str
    """As in the list of exceptions."""
    subject: str
    """Which one of that kind: stable, whatever arrives later."""
    account: str
    reason: str


class AccountRecounted(Event, tag="account_recounted", frozen=True, kw_only=True):
    """Head office reckoned what several counters sold to an account in the order of its cards.

    The old lines go back, the new ones are booked; arrears that were collected twice are the
    customer's.
    """

    account: str
    changed: tuple[Reassessed, ...] = ()
    collected_twice: Money = 0
    to_arrears: Money = 0
    """What is owed more; below zero, less."""
    to_balance: Money = 0
    date: date
    entries: tuple[Posting, ...] = ()
