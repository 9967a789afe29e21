"""What was recorded wrongly and put right, and who may do so alone."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.money_limits import MoneyLimit
from app.domain.quantity import Money, Quantity
from app.domain.sales import Tender
from app.domain.tariff.reassess import Reassessed
from app.ledger.events.base import Event
from app.ledger.events.sales import Closing, Opening


class MoneyLimitSet(Event, tag="money_limit_set", frozen=True, kw_only=True):
    """A sum above which a second person is needed was set, changed or taken away."""

    limit: MoneyLimit
    old: Money | None
    """None: there was none."""
    new: Money | None
    """None: there is none any more."""


class DialCorrected(Event, tag="dial_corrected", frozen=True, kw_only=True):
    """The reading of a meter's register when it was allocated was put right."""

    account: str
    allocation: EventId
    old: Quantity
    new: Quantity
    reason: str
    date: date
    shift: EventId


class MeterCorrectionOpened(Opening, tag="meter_correction_opened", frozen=True, kw_only=True):
    """A card with the first load is being written for another meter number."""

    purchase: EventId
    """The event that opened the plan of the load."""
    old_meter: str
    new_meter: str
    reason: str


class MeterCorrected(Closing, tag="meter_corrected", frozen=True, kw_only=True):
    """The card names the right meter, and so does its allocation from now on."""

    purchase: EventId
    old_meter: str
    new_meter: str


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """One field of an account from a day on."""

    old: int
    """What it said until this correction."""
    new: int


class ClassCorrected(Event, tag="class_corrected", frozen=True, kw_only=True):
    """Tariff class or household of an account were wrong from a day on.

    What was sold since costs otherwise: the old lines go back, the new ones are booked.
    """

    account: str
    since: date
    tariff_class: FieldChange | None = None
    household_size: FieldChange | None = None
    reason: str
    date: date
    shift: EventId
    changed: tuple[Reassessed, ...] = ()
    """Purchases that cost otherwise, or count otherwise for what is bought next."""
    to_arrears: Money = 0
    """What is owed more; below zero, less."""
    to_balance: Money = 0
    entries: tuple[Posting, ...] = ()


class TendersCorrected(Event, tag="tenders_corrected", frozen=True, kw_only=True):
    """A sale was paid otherwise than recorded; what it cost stays."""

    account: str
    purchase: EventId
    old: tuple[Tender, ...]
    new: tuple[Tender, ...]
    reason: str
    date: date
    shift: EventId
    """Shift that books it."""
    entries: tuple[Posting, ...] = ()
