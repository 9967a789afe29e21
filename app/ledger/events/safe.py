"""What happens to the cash in the safe: into bags, on slips to the bank, and what the bank says.

``date`` is the day of the booking; no shift is concerned: the safe is everybody's.
"""

from __future__ import annotations

from datetime import date

from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.safe import BagOnSlip
from app.ledger.events.base import Event
from app.ledger.events.operators import Denomination


class CashBagged(Event, tag="cash_bagged", frozen=True, kw_only=True):
    """Loose cash of the safe, left by counted drawers, went into a numbered bag."""

    bag: str
    """What is printed on it."""
    counted: tuple[Denomination, ...]
    amount: Money
    date: date
    entries: tuple[Posting, ...]


class BagRenumbered(Event, tag="bag_renumbered", frozen=True, kw_only=True):
    """The number of a bag was mistyped; the other one is free again."""

    bag: EventId
    """The event that put it into the safe."""
    old: str
    new: str
    amount: Money
    """What is in it, as before."""
    reason: str
    date: date
    entries: tuple[Posting, ...]


class BagsDeposited(Event, tag="bags_deposited", frozen=True, kw_only=True):
    """Bags left the safe on a deposit slip, which has this event's number."""

    bags: tuple[BagOnSlip, ...]
    counted: tuple[Denomination, ...] = ()
    """Notes and coins in them, as far as they were counted by denomination."""
    uncounted: Money = 0
    """What is in bags of which only the sum was typed."""
    amount: Money
    carrier: str
    """Who carries them."""
    bank: str
    """Name or number of the account that they are paid into."""
    date: date
    entries: tuple[Posting, ...]


class DepositTakenBack(Event, tag="deposit_taken_back", frozen=True, kw_only=True):
    """The bags of a slip are in the safe again; the bank got nothing."""

    deposit: EventId
    reason: str
    date: date
    entries: tuple[Posting, ...]


class DepositConfirmed(Event, tag="deposit_confirmed", frozen=True, kw_only=True):
    """The bank said what it received of a slip; or what was entered of it is put right."""

    deposit: EventId
    amount: Money
    """What the slip comes to."""
    received: Money
    received_on: date
    """By the bank's paper; the booking is of ``date``."""
    reference: str
    """Number of the bank's paper."""
    reason: str = ""
    """Why it is not what the slip comes to, or what was wrong before."""
    corrects: EventId | None = None
    """What was entered before of this slip; it is kept."""
    was: Money = 0
    """What that said was received."""
    date: date
    entries: tuple[Posting, ...]
