"""The open layout ``tapcard-mifare1k``: four meters on the 45 + 1 data blocks that are left free.

The serial is the chip's UID. The identity stands in block 1 of sector 0, which everybody can read:
it tells the key version of the sector keys before any of them is known. Nothing is left over.

The sector keys stay those of the identity for the life of a card. Changing them means writing 16
trailers and then the identity, on a chip without atomic writes: torn in between, some sectors have
keys of another version than the identity says, and a torn trailer closes its sector for ever, with
the customer's credit behind it. What keeps loads from being invented is the MAC, and that moves to
the newest key version with every write, as on the other chips; the sector keys move with a reissue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.cards.chips.mifare_classic import AREA, SECTOR_SIZE, SIZE, MifareClassic
from app.cards.dialects.pcsc_part3 import BLOCK, UID_SIZE
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_geometry import Geometry
from app.cards.profiles.tapcard_identity import identity_of, is_function_card
from app.cards.profiles.tapcard_layout import FUNCTION_MAGIC, MAGIC
from app.cards.profiles.tapcard_profile import TapcardProfile
from app.cards.secrets import MIFARE_KEY_SIZE, SectorKeys
from app.domain.plans import CardImage

NAME = "tapcard-mifare1k"

GEOMETRY = Geometry(
    area=AREA,
    size=SIZE,
    serial_at=0,
    serial_size=UID_SIZE,
    identity_at=BLOCK,
    places=4,
    unit=BLOCK,
    erased=0x00,
)


@dataclass
class TapcardMifare1k(TapcardProfile):
    """The family on a MIFARE Classic 1K."""

    chip: ClassVar[str] = MifareClassic.name
    geometry: ClassVar[Geometry] = GEOMETRY
    secret_changes: ClassVar[bool] = False

    name: str = NAME

    def access(self, shown: CardImage, keys: KeySource) -> SectorKeys | None:
        """Sector keys by the version that the identity tells.

        The identity is whole before any key is changed, so a card whose making stopped tells them
        too. Raises CardForeign (KeyVersionUnknown among others).
        """
        memory = self.shown(shown)
        if len(memory) == SIZE or self.serial_of(shown) is None:
            return None
        magic = FUNCTION_MAGIC if is_function_card(memory, GEOMETRY) else MAGIC
        identity = identity_of(memory, GEOMETRY, keys, magic)
        return self.secret_at(identity.serial, identity.key_version, keys)

    def shown(self, image: CardImage) -> bytes:
        """The whole memory, or sector 0; empty where that cannot be read either."""
        memory = image.areas.get(AREA, b"")
        return memory if len(memory) in (SECTOR_SIZE, SIZE) else b""

    def own_serial(self, image: CardImage) -> bytes | None:
        """The UID."""
        return image.areas.get(AREA, b"")[:UID_SIZE] or None

    def secret_at(self, serial: bytes, version: int, keys: KeySource) -> SectorKeys:
        """Key A and key B, the halves of one derived secret; all 16 sectors are used."""
        secret = keys.card_secret(serial, version, 2 * MIFARE_KEY_SIZE)
        return SectorKeys(secret[:MIFARE_KEY_SIZE], secret[MIFARE_KEY_SIZE:])
