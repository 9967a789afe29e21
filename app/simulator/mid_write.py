"""A hand that pulls the card out in the middle of its next write, at a seeded byte."""

from __future__ import annotations

import random

from app.simulator.other_cards import VirtualCard
from app.simulator.sle4428_card import VirtualSle4428
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.tears import Tear, TearPhase, TearPoint

_WRITE = b"\xff\xd0"
"""WRITE_MEMORY_CARD of ACS readers (notes/cards.md 2.1)."""
_HEADER = 5


class MidWritePull:
    """Armed, it tears the next write; then it has to be armed again."""

    def __init__(self, seed: int, pulled: int = 0) -> None:
        """``pulled``: how often it has pulled before; each time at another byte."""
        self._seed = seed
        self.pulled = pulled
        """How often it has pulled."""
        self.armed = False
        """Whether the next write is torn."""

    def arm(self) -> None:
        """The next write is torn."""
        self.armed = True

    def before(self, apdu: bytes, card: VirtualCard | None) -> None:
        """To be called with every APDU before it reaches the card."""
        if not self.armed or apdu[:2] != _WRITE:
            return
        if not isinstance(card, VirtualSle4442 | VirtualSle4428):
            return
        address, data = int.from_bytes(apdu[2:4]), apdu[_HEADER:]
        old = card.read(address, len(data))
        changing = [at for at, byte in enumerate(data) if byte != old[at]]
        if not changing:
            return
        chance = random.Random(f"{self._seed} {self.pulled}")  # noqa: S311  a toy, no secret
        # Not at the first byte: something shall be on the card, and something missing.
        at = chance.choice(changing[1:] or changing)
        phase = TearPhase.ERASE if data[at] & ~old[at] else TearPhase.WRITE
        card.arm(Tear(TearPoint(0, phase, at), chance.randrange(1, 256)))
        self.armed = False
        self.pulled += 1
