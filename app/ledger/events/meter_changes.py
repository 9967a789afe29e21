"""Meter change: one allocation ends, another begins on the same card; and its undoing."""

from __future__ import annotations

from datetime import date

from app.domain.cards import CardContents
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.domain.sales import AllocationTerms, Load, Tender
from app.domain.tariff.breakdown import Line
from app.ledger.events.cards_out import SignedOutCard
from app.ledger.events.sales import Closing, Opening


class MeterChangeOpened(Opening, tag="meter_change_opened", frozen=True, kw_only=True):
    """A card is being made the opening card of the new meter.

    ``allocation`` is the new one, which this event makes. Credit is as the meters count it.
    """

    old_allocation: EventId
    allocates: AllocationTerms
    """The new meter. It began on the day of the work, ``date`` is the day of the entry."""
    technician: str
    form: str
    """Number of the technician's form."""
    dial: Quantity
    """Reading of the old meter's register when it came off."""
    first_dial: Quantity
    """The same when it was allocated."""
    dial_digits: int | None = None
    """Whole units after which that register begins at 0 again, as far as known."""
    estimated: bool = False
    """The dial could not be read: operator and second person estimated it."""
    last_dial: Quantity | None = None
    """What the old meter's register showed when it was last read; None: not known."""
    last_read_on: date | None = None
    left: int | None = None
    """Of a meter that counts money: what its display said was left."""
    credited: int
    """Purchased, compensated and free, less refunded, for the old allocation."""
    unloaded: int
    """Of it, still on the card."""
    used: int
    owed: int
    overuse: int
    load: Load
    """Number 1 of the new allocation: the unloaded load and a first part of what is owed. Nothing
    where its number is 0."""
    moved: int = 0
    """Part of ``load`` that is the unloaded load, as itself."""
    moves: EventId | None = None
    """The purchase, or compensation, whose load that is."""
    still_owed: int = 0
    """What is owed for the new allocation once the card is written."""
    was_owed: int = 0
    """What was owed for the old one before; it is in ``credited``."""
    lines: tuple[Line, ...] = ()
    """Price of the overuse, which becomes arrears."""
    old_serial: bytes | None = None
    """Card of the old meter that is superseded, where another one is made."""
    goes_back: CardContents | None = None
    """What the old meter's part of the card says again if the change is undone."""
    fees: tuple[Line, ...] = ()
    """What the price list asks for a meter change."""
    tenders: tuple[Tender, ...] = ()
    """How the fees are paid; without any they become arrears."""
    signed_out: SignedOutCard | None = None
    """The card that the technician had along and opened the new meter with."""


class MeterChanged(Closing, tag="meter_changed", frozen=True, kw_only=True):
    """The opening card is made: the old allocation has ended, on the day of the work."""

    change: EventId
    """The :class:`MeterChangeOpened`; equal to ``plan`` unless the plan was renewed."""
    old_allocation: EventId
    ended: date
    still_owed: int = 0
    was_owed: int = 0
    lines: tuple[Line, ...] = ()
    """Price of the overuse, arrears from now on."""
    fees: tuple[Line, ...] = ()
    fees_paid: bool = False
    """Whether the fees were paid with the change; else they are arrears from now on."""
    signed_out: SignedOutCard | None = None
    old_serial: bytes | None = None
    new_serial: bytes


class MeterChangeUndoOpened(Opening, tag="meter_change_undo_opened", frozen=True, kw_only=True):
    """The card is being given back to the old meter; ``allocation`` is the old one."""

    change: EventId
    """The change, whose new allocation ends."""
    reason: str
    restores: EventId | None = None
    """The purchase, or compensation, whose unloaded load stands on the card again."""
    supersedes: bytes | None = None
    """The opening card, where another one is made in its place."""


class MeterChangeUndone(Closing, tag="meter_change_undone", frozen=True, kw_only=True):
    """The card is the old meter's again, and all that the change booked is taken back."""

    change: EventId
    ended: date
    still_owed: int = 0
    """No longer owed for the new allocation."""
    was_owed: int = 0
    """Owed again for the old one."""
    lines: tuple[Line, ...] = ()
    """Price of the overuse, no arrears any more."""
    fees: tuple[Line, ...] = ()
    fees_paid: bool = False
    """Whether the fees were paid: then they go to the account balance; else they are no arrears
    any more."""
    old_serial: bytes | None = None
    """The opening card, where it is superseded by another one."""
    new_serial: bytes = b""
    """The card that is the old meter's; empty: recorded before this was told."""
