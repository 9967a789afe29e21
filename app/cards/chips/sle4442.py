"""SLE4442 and SLE5542: 256 bytes of memory behind a 3-byte code (PSC) with 3 tries.

Everything but the PSC is readable without it. Source: notes/cards.md 2.1 to 2.3.
"""

from __future__ import annotations

from app.cards.chips.atrs import SLE4442_HEADER
from app.cards.chips.sle import AREA, SleChip

__all__ = ["AREA", "SECRET_LENGTH", "SIZE", "Sle4442"]

SIZE = 256
SECRET_LENGTH = 3


class Sle4442(SleChip):
    """One SLE4442 for one session; see :class:`~app.cards.chips.contract.Chip`.

    Its image takes one APDU: 224 bytes. Some firmwares append four protection bytes.
    """

    name = "sle4442"
    label = "SLE4442"
    header = SLE4442_HEADER
    end = SIZE
    full_tries = 3
    transport_secret = b"\xff" * SECRET_LENGTH
