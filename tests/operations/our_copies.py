"""The two copies of the contents on an SLE4442 card of our layout."""

from __future__ import annotations

import msgspec

from app.cards.profiles.tapcard_sle4442 import GEOMETRY
from app.simulator.sle4442_card import VirtualSle4442


def spoil_copy(card: VirtualSle4442, number: int) -> None:
    """One byte of copy 0 or 1."""
    was = card.snapshot()
    main = bytearray(was.main)
    main[GEOMETRY.copy_starts[number] + 4] ^= 0x01
    card.restore(msgspec.structs.replace(was, main=bytes(main)))
