"""The open layout ``tapcard-sle4428``: four meters on 1021 bytes that all can read.

Bytes 00 to 1F are the chip's own and never touched; 275 bytes at the end are reserved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.cards.chips.sle import AREA, FIRST_WRITABLE
from app.cards.chips.sle4428 import SECRET_LENGTH, SIZE, Sle4428
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_geometry import Geometry
from app.cards.profiles.tapcard_layout import SERIAL_SIZE
from app.cards.profiles.tapcard_sle import TapcardSle

NAME = "tapcard-sle4428"

GEOMETRY = Geometry(
    area=AREA,
    size=SIZE,
    serial_at=FIRST_WRITABLE,
    serial_size=SERIAL_SIZE,
    identity_at=FIRST_WRITABLE + SERIAL_SIZE,
    places=4,
)


@dataclass
class TapcardSle4428(TapcardSle):
    """The family on an SLE4428."""

    chip: ClassVar[str] = Sle4428.name
    geometry: ClassVar[Geometry] = GEOMETRY

    name: str = NAME

    def secret_at(self, serial: bytes, version: int, keys: KeySource) -> bytes:
        """The PSC, two bytes."""
        return keys.card_secret(serial, version, SECRET_LENGTH)
