"""What the events of a journal say, in words of their own: small values that truths add up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.domain.cards import ReadBack
from app.domain.entries import Book
from app.domain.identity import EventId, Stamp
from app.domain.quantity import Money, Quantity
from app.domain.sales import Load, Tender
from app.domain.tariff.breakdown import Breakdown


class Sale(NamedTuple):
    """One load that was paid for."""

    event: EventId
    allocation: EventId
    account: str
    operator: int | None
    day: date
    kind: str
    region: int
    load: Load
    price: Breakdown
    tenders: tuple[Tender, ...]
    """Of the whole purchase, told with its first load."""
    shift: EventId
    serial: bytes
    issues: bool
    """Whether a blank card became the customer's with it."""


class Loaded(NamedTuple):
    """A purchase that its card proved."""

    event: EventId
    at: Stamp
    plan: EventId
    purchase: EventId
    shift: EventId
    operator: int | None
    receipt: int | None


class Booking(NamedTuple):
    """One line of an event's entries."""

    event: EventId
    deed: str
    """The event's name in the journal."""
    operator: int | None
    day: date
    book: Book
    subject: str
    amount: Money
    shift: EventId | None
    """Whose drawer it is about; None: no shift is concerned."""


class Read(NamedTuple):
    """What a meter told by a card."""

    at: Stamp
    event: EventId
    allocation: EventId
    account: str
    day: date
    told: ReadBack


class Given(NamedTuple):
    """A refund, from its beginning to what became of it."""

    event: EventId
    purchase: EventId
    allocation: EventId
    account: str
    day: date
    operator: int | None
    basis: str
    loaded: bool
    """Whether the purchase had come onto its card."""
    quantity: Quantity
    money: Money
    amount: Money
    reason: str


class Meter(NamedTuple):
    """A meter of an account, as it was allocated."""

    allocation: EventId
    account: str
    number: str
    model: str
    kind: str
    began: date
    dial: Quantity
    tariff_class: int | None


Names = Mapping[str, str]
"""What people call something, by its number as a text."""
