"""The open layout ``tapcard-sle4442``: one meter on 256 bytes that all can read.

Bytes 00 to 1F are the chip's own and never touched; one byte is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.cards.chips.sle import AREA, FIRST_WRITABLE
from app.cards.chips.sle4442 import SECRET_LENGTH, SIZE, Sle4442
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_geometry import Geometry
from app.cards.profiles.tapcard_layout import SERIAL_SIZE
from app.cards.profiles.tapcard_sle import TapcardSle

NAME = "tapcard-sle4442"

GEOMETRY = Geometry(
    area=AREA,
    size=SIZE,
    serial_at=FIRST_WRITABLE,
    serial_size=SERIAL_SIZE,
    identity_at=FIRST_WRITABLE + SERIAL_SIZE,
    places=1,
)


@dataclass
class TapcardSle4442(TapcardSle):
    """The family on an SLE4442."""

    chip: ClassVar[str] = Sle4442.name
    geometry: ClassVar[Geometry] = GEOMETRY

    name: str = NAME

    def secret_at(self, serial: bytes, version: int, keys: KeySource) -> bytes:
        """The PSC, three bytes."""
        return keys.card_secret(serial, version, SECRET_LENGTH)
