"""What every profile offers. One contract test suite runs over all of them."""

from __future__ import annotations

from typing import Protocol

import msgspec

from app.cards.keys import KeySource
from app.domain.cards import CardContents, CardReading, ChargingType, Marking, UtilityKind
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step
from app.domain.quantity import Quantity


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """What operations ask of a profile instead of its name. Source: design.md section 5."""

    chips: tuple[str, ...]
    kinds: tuple[UtilityKind, ...]
    step: Quantity
    """Smallest credit, in thousandths of the unit."""
    largest_load: Quantity
    largest_number: int
    charging: tuple[ChargingType, ...]
    marking: Marking
    copyable: bool
    """Whether a card can be cloned with common tools (memory cards).

    One that cannot has an identity from its factory, which stands in its image: so another blank
    is never what an issuing plan found before it, and no plan makes two cards of one serial.
    """
    refundable: bool
    """Whether an unloaded load can be taken off the card at all."""
    room_for_mark: bool
    """Whether mark and write sequence stand on the card."""
    tear_safe: bool
    """Two copies, sequence, CRC and MAC; otherwise the journal alone decides."""
    read_back_months: int


class Profile(Protocol):
    """A layout. Pure but for the keys it is given: same contents, same serial, same bytes."""

    name: str
    declares: Declaration

    def is_blank(self, image: CardImage) -> bool:
        """Whether the card was never issued (or was retrieved): transport code, nothing of ours."""
        ...

    def serial_of(self, image: CardImage) -> bytes | None:
        """Serial of a card that claims to be ours, valid or not yet; None: not ours."""
        ...

    def decode(self, image: CardImage, keys: KeySource) -> CardReading:
        """Newest valid copy and the read-back.

        Raises CardForeign (not ours, other utility, MAC of another key) or CardDamaged (ours,
        no valid copy).
        """
        ...

    def shows_mark(self, image: CardImage, mark: EventId, keys: KeySource) -> bool:
        """Whether a valid copy on the card, the newest or the older, carries this mark."""
        ...

    def torn_copy(self, image: CardImage, steps: tuple[Step, ...], keys: KeySource) -> bool:
        """Whether the copy that ``steps`` write is not valid at present."""
        ...

    def issue(
        self, image: CardImage, serial: bytes, contents: CardContents, keys: KeySource
    ) -> tuple[Step, ...]:
        """Steps that make a blank into a card of ours: serial, secret, data, mark last."""
        ...

    def rewrite(
        self, image: CardImage, contents: CardContents, keys: KeySource
    ) -> tuple[Step, ...]:
        """Steps that rewrite a card of ours: data, mark last, read-back emptied or outdated."""
        ...

    def secret_of(self, image: CardImage, keys: KeySource) -> bytes:
        """The secret of a card of ours by the key version it was made with.

        Raises CardForeign unless utility and MAC verify.
        """
        ...

    def secret_for(self, serial: bytes, keys: KeySource) -> bytes:
        """The card's own secret, derived from its serial."""
        ...
