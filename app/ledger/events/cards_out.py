"""Cards signed out while the counter is closed, and their coming back. No money, no account."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cards_out import CardOutcome
from app.domain.identity import EventId
from app.ledger.events.base import Event


class SignedOutCard(msgspec.Struct, frozen=True, kw_only=True):
    """One card of a signing out."""

    sign_out: EventId
    card: str
    """Number as it stands on the card."""


class CardsSignedOut(Event, tag="cards_signed_out", frozen=True, kw_only=True):
    """A technician has these cards from now on."""

    holder: str
    cards: tuple[str, ...]
    reason: str
    due_back: date
    date: date


class CardCameBack(Event, tag="card_came_back", frozen=True, kw_only=True):
    """A card came back used or unused, or two people say that it does not come back."""

    card: SignedOutCard
    outcome: CardOutcome
    reason: str = ""
    """How it went lost."""
    date: date
