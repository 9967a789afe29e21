"""Meter makers, meters received, and how strictly the stock is kept."""

from __future__ import annotations

from datetime import date

from app.domain.identity import EventId
from app.domain.meter_stock import StockRule
from app.ledger.events.base import Event


class MeterMakerSet(Event, tag="meter_maker_set", frozen=True, kw_only=True):
    """A meter maker was added, renamed, closed or opened again."""

    maker: str
    """Short name, as models name it."""
    name: str
    closed: bool = False
    """Whether no new model may name it."""
    replaces: EventId | None = None
    """The event that set it before, where the old value stands; None: it is new."""


class MetersReceived(Event, tag="meters_received", frozen=True, kw_only=True):
    """Meters of one model came into stock, by number range."""

    first: str
    last: str
    model: str
    size: str = ""
    """Nominal size, such as ``DN15``."""
    seal: str = ""
    """Seal, or series of seals."""
    verified_until: date | None = None
    received: date
    replaces: EventId | None = None
    """Always None: what was received is not received again."""


class MetersTakenBack(Event, tag="meters_taken_back", frozen=True, kw_only=True):
    """Two people took meters out of a delivery that was received wrongly."""

    first: str
    last: str
    """Of the delivery, as it was received."""
    taken_first: str
    taken_last: str
    left_first: str | None
    """What is left of it; None: nothing is."""
    left_last: str | None
    reason: str
    replaces: EventId
    """The event that received them."""


class StockRuleSet(Event, tag="stock_rule_set", frozen=True, kw_only=True):
    """How strictly meters are held to the stock from now on."""

    rule: StockRule
    replaces: EventId | None = None
    """The event that set it before; None: it was never set."""
