"""What cards brought back from their meters."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cards import ReadBack
from app.domain.identity import EventId
from app.ledger.events.base import Event


class MeterTold(msgspec.Struct, frozen=True, kw_only=True):
    """The read-back of one meter."""

    allocation: EventId
    read_back: ReadBack


class CardRead(Event, tag="card_read", frozen=True, kw_only=True):
    """A customer's card was read, and its meters told something that was not on record yet."""

    serial: bytes
    account: str
    date: date
    meters: tuple[MeterTold, ...]
    """Those that told something new; at least one."""
