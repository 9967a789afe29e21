"""Cards taken back and made blank again: a card plan like every other, without money.

The blank card says nothing of the plan, so the plan has no contents and is no write of an
allocation.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cards import ChargingType, UtilityKind
from app.domain.function_cards import MeterDump
from app.domain.identity import EventId
from app.domain.plans import Plan
from app.domain.quantity import Quantity
from app.ledger.events.base import Event


class LoadOnOldCard(msgspec.Struct, frozen=True, kw_only=True):
    """A load that goes with a superseded card and that no other card has; owed from now on."""

    allocation: EventId
    purchase: EventId
    """The plan that wrote it, which the card names."""
    meter: str
    kind: UtilityKind
    charging: ChargingType
    quantity: Quantity
    """As ``charging`` counts it."""


class RetrieveOpened(Event, tag="retrieve_opened", frozen=True, kw_only=True):
    """The plan that makes a card blank again is committed."""

    plan: Plan
    account: str = ""
    """Whose card it was; empty for a function card."""
    function_card: EventId | None = None
    """Its number in the register, where it is a function card."""
    superseded: bool = False
    owed: tuple[LoadOnOldCard, ...] = ()
    credit: tuple[MeterDump, ...] = ()
    """Of a transfer card that cannot be copied: credit of meters that no other meter has claimed.
    It goes with the card, and only its price can be given for it."""
    date: date


class CardRetrieved(Event, tag="card_retrieved", frozen=True, kw_only=True):
    """The card is blank: it can be issued to anybody."""

    plan: EventId
    serial: bytes
    account: str = ""
    date: date


class RetrieveGivenUp(Event, tag="retrieve_given_up", frozen=True, kw_only=True):
    """The card refuses its code and the code of a blank: nobody can write it any more."""

    plan: EventId
    serial: bytes
    account: str = ""
    erased: bool
    """Whether its contents were gone or going: then it is of no use to anybody. Otherwise it is
    what it was before."""
    date: date
