"""Change of customer: who takes over from whom, and what goes over by the settings."""

from __future__ import annotations

import datetime

import msgspec

from app.domain.cards import UtilityKind
from app.domain.handover import ChangeReason, Handover
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.ledger.events.base import Event


class HandoverSet(Event, tag="handover_set", frozen=True, kw_only=True):
    """Whether something goes over to the new person was set."""

    what: Handover
    old: bool
    new: bool


class HandedMeter(msgspec.Struct, frozen=True, kw_only=True):
    """A meter that stays where it is."""

    meter: str
    model: str
    kind: UtilityKind
    dial: Quantity
    """Closing dial of the former account, first one of the new."""


class CustomerChanged(Event, tag="customer_changed", frozen=True, kw_only=True):
    """Another person took over. The end of the former account and the opening of the new one
    stand right before it."""

    account: str
    """The former one."""
    successor: str
    reason: ChangeReason
    ended: EventId
    """The former account's end, with its final statement."""
    meters: tuple[HandedMeter, ...]
    estimated: bool
    """Whether the closing dials were estimated, by the two who signed."""
    tier_use: bool
    """Whether what the former person bought in the period counts for the new one's tiers."""
    date: datetime.date
