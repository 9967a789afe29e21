"""What does not fit: holds, scrapped cards, recovered and missing purchases."""

from __future__ import annotations

import enum
from datetime import date

from app.domain.cards import CardContents
from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.quantity import Money, Quantity
from app.ledger.events.base import Event


class PlanInDoubt(Event, tag="plan_in_doubt", frozen=True, kw_only=True):
    """Money was taken and the write did not come to an end; the customer got a slip."""

    plan: EventId
    account: str
    why: str
    slip: int
    """Number of the slip \"payment taken, not on card\", gap-free per node and epoch."""


class PlanHeld(Event, tag="plan_held", frozen=True, kw_only=True):
    """A plan whose card shows neither before nor after, or is lost: two people or head office
    decide."""

    plan: EventId
    account: str
    why: str
    reason: str = ""
    """What people said of it, where people put it on hold."""


class PlanScrapped(Event, tag="plan_scrapped", frozen=True, kw_only=True):
    """The card can take nothing any more (its secret tore); the plan is closed as not written."""

    plan: EventId
    account: str


class Decision(enum.StrEnum):
    """What two people decide about a held plan."""

    HAPPENED = "happened"
    NOT_WRITTEN = "not_written"


class PlanDecided(Event, tag="plan_decided", frozen=True, kw_only=True):
    """Two people decided about a held plan.

    NOT_WRITTEN closes it, and what was paid goes back at once; HAPPENED is followed by the
    closing event that the plan would have had.
    """

    plan: EventId
    account: str
    decision: Decision
    reason: str
    date: date
    shift: EventId
    to_cash: Money = 0
    to_balance: Money = 0
    receipt: int | None = None
    """Number of the receipt for what went back."""
    entries: tuple[Posting, ...] = ()


class CardHeld(Event, tag="card_held", frozen=True, kw_only=True):
    """A card that the ledger cannot explain: copied, behind, or of an unknown issue."""

    serial: bytes
    account: str
    allocation: EventId | None
    why: str


class CardReleased(Event, tag="card_released", frozen=True, kw_only=True):
    """Two people let a held card sell again."""

    serial: bytes
    account: str
    reason: str


class GapNoted(Event, tag="gap_noted", frozen=True, kw_only=True):
    """The card was sold to elsewhere; head office will fill the missing numbers."""

    account: str
    allocation: EventId
    serial: bytes
    contents: CardContents
    """What the card shows."""
    known_number: int
    """Last number this ledger knew."""


class PurchaseRecovered(Event, tag="purchase_recovered", frozen=True, kw_only=True):
    """After a restore, a card proved a purchase of ours that the restored ledger lacks."""

    account: str
    allocation: EventId
    serial: bytes
    contents: CardContents
    date: date


class CreditOwed(Event, tag="credit_owed", frozen=True, kw_only=True):
    """A load died or could not be restored: an exception owed to the customer.

    Or, below zero, the meter's total has proved that it had such a load; ``purchase`` is then the
    plan of the card that was made without it.
    """

    account: str
    allocation: EventId
    purchase: EventId | None
    quantity: Quantity
    why: str
