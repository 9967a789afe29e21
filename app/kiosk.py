"""What an operation is given: protocols of everything outside, in one dataclass.

Time, identity, randomness and devices come in here and nowhere else, so that one seed replays a
whole day.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.cards import CardContents, CardReading
    from app.domain.identity import EventId
    from app.domain.plans import CardImage, Step


class Clock(Protocol):
    """Wall time and what it is worth."""

    def milliseconds(self) -> int:
        """Wall time, milliseconds since 1970 UTC."""
        ...

    def boot(self) -> str:
        """Identity of this boot of the machine."""
        ...

    def trusted(self) -> bool:
        """Whether the clock has been set by a battery-backed or network source."""
        ...


class Randomness(Protocol):
    """Unpredictable bytes: card serials, personal keys, salts."""

    def bytes(self, count: int) -> bytes: ...


class CardSession(Protocol):
    """Exclusive work with the one card in the reader; ends when the context is left.

    Any error of cards/errors.py may come out of any call. After CardOutcomeUnknown the session
    is over.
    """

    @property
    def profile(self) -> Any:
        """The profile that knows this card (cards.profiles.contract.Profile)."""
        ...

    def image(self) -> CardImage:
        """All bytes, read now."""
        ...

    def blank(self) -> bool:
        """Whether the card as last read is blank."""
        ...

    def reading(self) -> CardReading:
        """The card as last read, decoded. Raises CardForeign, CardDamaged."""
        ...

    def serial(self) -> bytes | None:
        """Serial as last read; None on a blank card."""
        ...

    def unlock(self, serial: bytes | None) -> None:
        """Presents the secret derived from ``serial``; the transport code when None (blank cards only)."""
        ...

    def unlock_for_issue(self, serial: bytes) -> None:
        """For a card on which an issuing plan began: derived secret first, transport code then, one try kept."""
        ...

    def write(self, step: Step) -> None:
        """Executes one step of a plan; the card must be unlocked."""
        ...


class CardStation(Protocol):
    """One reader."""

    def session(self) -> AbstractContextManager[CardSession]:
        """Takes hold of the card in the reader. Raises ReaderLost, NoCard, CardMute, CardUnsupported."""
        ...


@dataclass(frozen=True)
class Kiosk:
    """Everything an operation may touch."""

    ledger: Any
    cards: CardStation
    keys: Any
    clock: Clock
    random: Randomness
