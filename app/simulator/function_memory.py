"""What a meter keeps about itself as a device, and about function cards that it has begun on."""

from __future__ import annotations

import enum

import msgspec

from app.domain.identity import NO_MARK, EventId


class ValveHold(enum.StrEnum):
    """A valve that a function card has taken out of the credit's hands."""

    OPEN = "open"
    """Until it is closed by card, or a load is taken."""
    CLOSED = "closed"
    """Until it is opened by card."""


class FunctionMemory(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of that; a meter from the factory has an identity and nothing else."""

    device: str = ""
    """Identity of the device, 1 to 12 digits, which no card changes."""
    key_version: int = 0
    """Newest key version that it accepts; 0: all that it holds."""
    held: ValveHold | None = None
    pending: EventId = NO_MARK
    """Mark of a card on which it has begun to count use number ``pending_use``: once that stands
    there under its own identity, it obeys without counting another."""
    pending_use: int = 0
    giving: EventId = NO_MARK
    """Mark of the transfer card that it is being emptied into: nothing flows and no customer's card
    is taken until that is done, for the credit may stand on the card already."""
    took: EventId = NO_MARK
    """Mark of the transfer card that its contents came from, and the device that wrote them."""
    took_from: str = ""
