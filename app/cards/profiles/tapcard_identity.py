"""Whose card it is: the identity block of the open layouts, and seals that it lets us check.

A part counts when its CRC-32 and its MAC hold. The MAC key is derived from the card's serial, so
parts do not pass from card to card. Where the CRC holds and the MAC does not, somebody else sealed
it. Each part is sealed under the key version that was the newest when it was written.
"""

from __future__ import annotations

import enum
import hmac
import zlib
from dataclasses import dataclass

from app.cards.errors import CardForeign
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_geometry import RESERVED, Geometry
from app.cards.profiles.tapcard_layout import (
    CRC_SIZE,
    FUNCTION_MAGIC,
    IDENTITY,
    IDENTITY_MAC_SIZE,
    IDENTITY_TAG,
    MAC_SIZE,
    MAGIC,
)
from app.domain.plans import CardImage
from app.domain.text import _


class SealState(enum.Enum):
    """What a seal says of the bytes it covers."""

    WHOLE = "whole"
    TORN = "torn"
    OTHERS = "others"
    """Intact, but sealed with another key or for another serial."""
    UNKNOWN = "unknown"
    """Intact, but of a key version that is not held here: nobody's to judge but who holds it."""


@dataclass(frozen=True)
class Identity:
    """Whose card it is, proved by its MAC, and the means to prove the rest."""

    serial: bytes
    key_version: int
    """That of the identity itself, with which the card was made."""
    utility: int
    keys: KeySource

    def mac(self, tag: bytes, version: int, covered: bytes, length: int) -> bytes:
        """MAC of this card over ``covered`` as the part that ``tag`` names."""
        return self.keys.card_mac(self.serial, version, tag + covered, length)

    def seal(self, tag: bytes, version: int, covered: bytes) -> bytes:
        """CRC-32 and MAC over the same bytes."""
        return zlib.crc32(covered).to_bytes(CRC_SIZE) + self.mac(tag, version, covered, MAC_SIZE)

    def check(self, tag: bytes, version: int, covered: bytes, seal: bytes) -> SealState:
        """Judges a seal read from the card, as one of this key version."""
        if zlib.crc32(covered).to_bytes(CRC_SIZE) != seal[:CRC_SIZE]:
            return SealState.TORN
        try:
            mac = self.mac(tag, version, covered, MAC_SIZE)
        except KeyVersionUnknown:
            return SealState.UNKNOWN
        whole = hmac.compare_digest(mac, seal[CRC_SIZE:])
        return SealState.WHOLE if whole else SealState.OTHERS

    def packed(self, geometry: Geometry, magic: bytes = MAGIC) -> bytes:
        """The identity block of a kind of card. Raises ContentsUnfit."""
        values = {
            "magic": magic,
            "key_version": self.key_version,
            "utility": self.utility,
            "mac": bytes(IDENTITY_MAC_SIZE),
        }
        covered = self.serial + IDENTITY.pack(values)[:-IDENTITY_MAC_SIZE]
        values["mac"] = self.mac(IDENTITY_TAG, self.key_version, covered, IDENTITY_MAC_SIZE)
        filling = geometry.identity.size - IDENTITY.size
        return geometry.identity.pack(values | {RESERVED: bytes(filling)})


def memory_of(image: CardImage, geometry: Geometry) -> bytes:
    """The memory that the layout lies in; empty when the image is not that of its chip."""
    memory = image.areas.get(geometry.area, b"")
    return memory if len(memory) == geometry.size else b""


def serial_in(memory: bytes, geometry: Geometry) -> bytes:
    """The serial, ours or the chip's own."""
    return memory[geometry.serial_at : geometry.serial_end]


def is_erased(data: bytes, geometry: Geometry) -> bool:
    """Whether all bytes are as on a blank."""
    return data == bytes([geometry.erased]) * len(data)


def claims_ours(memory: bytes, geometry: Geometry) -> bool:
    """Whether a card says it is ours, or may be one whose making stopped before it could."""
    header = memory[geometry.identity_at :]
    if header.startswith((MAGIC, FUNCTION_MAGIC)):
        return True
    if geometry.gives_serial:
        return _stopped_after_serial(memory, geometry)
    return _stopped_in_block(header, geometry)


def _stopped_after_serial(memory: bytes, geometry: Geometry) -> bool:
    """Between serial and magic, making a card leaves a beginning of the magic, one byte torn, and
    the rest erased."""
    header = memory[geometry.identity_at :]
    known = next(i for i in range(len(MAGIC)) if not header.startswith(MAGIC[: i + 1]))
    return is_erased(header[known + 1 :], geometry) and not is_erased(
        serial_in(memory, geometry), geometry
    )


def _stopped_in_block(header: bytes, geometry: Geometry) -> bool:
    """Within the identity block, some of the bits that are 1 in it have arrived."""
    block = header[: geometry.identity.size]
    on_its_way = any(
        all(byte & ~whole == 0 for byte, whole in zip(block, magic, strict=False))
        for magic in (MAGIC, FUNCTION_MAGIC)
    )
    rest = header[IDENTITY.size :]
    return on_its_way and is_erased(rest, geometry) and not is_erased(block, geometry)


def is_function_card(memory: bytes, geometry: Geometry) -> bool:
    """Whether a card says that it is for meters, not for a customer."""
    return memory[geometry.identity_at :].startswith(FUNCTION_MAGIC)


def identity_of(
    memory: bytes, geometry: Geometry, keys: KeySource, magic: bytes = MAGIC
) -> Identity:
    """The identity block of a kind of card, proved.

    Raises CardForeign (KeyVersionUnknown among others), also for the other kind.
    """
    block = memory[geometry.identity_at :][: IDENTITY.size]
    if magic == MAGIC and is_function_card(memory, geometry):
        raise CardForeign(
            _("This is a function card, which is for meters."),
            _("Nothing was paid. Put the customer's card in."),
        )
    if not block.startswith(magic):
        raise CardForeign(
            _("This is not a card of this system."),
            _("Nothing was paid. Put in a card of this utility."),
        )
    values = IDENTITY.unpack(block)
    serial = serial_in(memory, geometry)
    identity = Identity(serial, values["key_version"], values["utility"], keys)
    covered = serial + block[:-IDENTITY_MAC_SIZE]
    expected = identity.mac(IDENTITY_TAG, identity.key_version, covered, IDENTITY_MAC_SIZE)
    if not hmac.compare_digest(expected, values["mac"]):
        raise CardForeign(
            _("This card is not of this utility, or its making was not finished."),
            _("Nothing was paid. If it was made here, settle it at the kiosk that began."),
        )
    return identity
