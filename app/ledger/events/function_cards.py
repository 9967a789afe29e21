"""Function cards: made by a card plan, read back, returned, lost. No money, no account.

A card is called by the event that opened its plan: that is its number in the register, and the
mark that it carries.
"""

from __future__ import annotations

from datetime import date

from app.domain.function_cards import FunctionContents, MeterDump
from app.domain.identity import EventId
from app.domain.plans import Plan
from app.ledger.events.base import Event


class FunctionCardOpened(Event, tag="function_card_opened", frozen=True, kw_only=True):
    """The plan of a function card is committed.

    Its maker, and the second person where two are asked for, stand in the entry.
    """

    plan: Plan
    contents: FunctionContents
    holder: str
    """Who takes it to the meters."""
    reason: str
    due_back: date
    date: date


class FunctionCardMade(Event, tag="function_card_made", frozen=True, kw_only=True):
    """The card shows the plan: it is the holder's from now on."""

    plan: EventId
    date: date


class FunctionCardRead(Event, tag="function_card_read", frozen=True, kw_only=True):
    """The card was read after it had been to meters."""

    card: EventId
    serial: bytes
    uses_left: int
    dumps: tuple[MeterDump, ...] = ()
    """What meters wrote on it, as far as no earlier event of this ledger says so."""
    date: date


class FunctionCardReturned(Event, tag="function_card_returned", frozen=True, kw_only=True):
    """The holder brought it back."""

    card: EventId
    date: date


class FunctionCardLost(Event, tag="function_card_lost", frozen=True, kw_only=True):
    """Nobody knows where it is. A plan that is still open is given up with it."""

    card: EventId
    reason: str
    date: date
