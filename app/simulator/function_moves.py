"""What a meter does with a function card, in moves, and how it answers."""

from __future__ import annotations

import enum

import msgspec

from app.domain.function_cards import MeterDump
from app.simulator.visits import Remember


class FunctionAnswer(enum.StrEnum):
    """What a meter does with a function card that it can read."""

    OBEYED = "obeyed"
    ALREADY_DONE = "already_done"
    """It has done that before: nothing changes and no use is counted."""
    WRONG_UTILITY = "wrong_utility"
    """For meters of another utility or region."""
    WRONG_KIND = "wrong_kind"
    """For meters of something else, or that count credit in another way."""
    WRONG_METER = "wrong_meter"
    """The card names another meter."""
    EXPIRED = "expired"
    NO_USES_LEFT = "no_uses_left"
    NEWER_KEYS = "newer_keys"
    """Sealed under a key version that it has not been told to accept."""
    ALREADY_OPENED = "already_opened"
    """It serves a customer: clear it first."""
    BEING_EMPTIED = "being_emptied"
    """It is being emptied into a transfer card, which must come back first."""
    NOTHING_TO_TAKE = "nothing_to_take"
    """No meter has been emptied into this transfer card."""
    OF_ANOTHER_METER = "of_another_meter"
    """All that stands on this transfer card is for, or with, another meter."""


class WriteUse(msgspec.Struct, frozen=True):
    """The meter counts one more use, as itself."""


class WriteDump(msgspec.Struct, frozen=True):
    """The meter writes all it knows."""

    dump: MeterDump


class WriteClaim(msgspec.Struct, frozen=True):
    """The meter writes that it alone may take what a device wrote."""

    giver: str


class WriteDelivery(msgspec.Struct, frozen=True):
    """The meter writes that it has taken it."""

    giver: str


Answering = WriteUse | WriteDump | WriteClaim | WriteDelivery
"""What it writes on the card."""


class FunctionVisit(msgspec.Struct, frozen=True):
    """A function card in a meter."""

    answer: FunctionAnswer
    moves: tuple[Remember | Answering, ...] = ()
    """In order; a card that is pulled leaves those done that came before."""
