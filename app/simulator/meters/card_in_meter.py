"""A card in a meter: the meter's own contacts to each kind of chip, below any reader's commands.

A meter does each of these within one ``contact.exchange()`` of the card, so that the card can be
pulled between any two of them and inside any byte.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from app.cards.chips.at88sc102 import HEAD, HEAD_SIZE
from app.cards.chips.at88sc102 import ZONE_1 as AREA_1
from app.cards.chips.at88sc102 import ZONE_2 as AREA_2
from app.cards.chips.cpu_card import SERIAL
from app.cards.chips.mifare_classic import (
    AREA,
    DIRECTORY_KEY,
    SECTOR_SIZE,
    TRANSPORT_SECRET,
)
from app.cards.chips.sle import AREA as MAIN
from app.cards.chips.sle4428 import SIZE as SLE4428_SIZE
from app.cards.errors import CardForeign
from app.cards.secrets import Access, CardFile, Files, Secret, SectorKeys
from app.domain.plans import CardImage, Step
from app.simulator.at88sc102_card import ZONE_1, ZONE_2, VirtualAt88sc102
from app.simulator.cpu_card import VirtualCpuCard
from app.simulator.mifare_access import KEY_A, KEY_B
from app.simulator.mifare_classic_card import BLOCK, VirtualMifareClassic
from app.simulator.sle4428_card import VirtualSle4428
from app.simulator.sle4442_card import SIZE as SLE4442_SIZE
from app.simulator.sle4442_card import VirtualSle4442

ChipCard: TypeAlias = (
    VirtualSle4442 | VirtualSle4428 | VirtualAt88sc102 | VirtualMifareClassic | VirtualCpuCard
)
"""A card with a chip that some meter can read."""

AskAccess: TypeAlias = Callable[[CardImage], Access | None]
"""What the chip must be told after it has shown this; may raise CardForeign."""

_SECTOR_BLOCKS = 4
_CODE_AT = slice(0x0A, 0x0E)


class CardInMeter(Protocol):
    """One card while it is in a meter."""

    def image(self) -> CardImage:
        """All areas that the chip's image has at a counter, as far as the keys open them."""
        ...

    def open_with(self, secret: Secret) -> bool:
        """Whether the card lets itself be written with this secret."""
        ...

    def put(self, step: Step) -> None:
        """Writes the bytes of a write step."""
        ...


def card_in_meter(card: ChipCard, access: AskAccess) -> CardInMeter:
    """The meter's contacts to a card that is powered."""
    if isinstance(card, VirtualSle4442):
        return _SleInMeter(card, SLE4442_SIZE)
    if isinstance(card, VirtualSle4428):
        return _SleInMeter(card, SLE4428_SIZE)
    if isinstance(card, VirtualAt88sc102):
        return _At88InMeter(card)
    if isinstance(card, VirtualMifareClassic):
        return _MifareInMeter(card, access)
    return _CpuInMeter(card, access)


class _SleInMeter:
    def __init__(self, card: VirtualSle4442 | VirtualSle4428, size: int) -> None:
        self._card = card
        self._size = size

    def image(self) -> CardImage:
        return CardImage({MAIN: self._card.read(0, self._size)})

    def open_with(self, secret: Secret) -> bool:
        return isinstance(secret, bytes) and self._card.present(secret)

    def put(self, step: Step) -> None:
        self._card.update(step.offset, step.data)


class _At88InMeter:
    """Bits can only be taken away: no meter spends one of the erasures of a zone."""

    def __init__(self, card: VirtualAt88sc102) -> None:
        self._card = card
        self._starts = {HEAD: 0, AREA_1: ZONE_1.start, AREA_2: ZONE_2.start}

    def image(self) -> CardImage:
        head = bytearray(self._card.read(0, HEAD_SIZE))
        head[_CODE_AT] = bytes(_CODE_AT.stop - _CODE_AT.start)
        zones = {AREA_1: ZONE_1, AREA_2: ZONE_2}
        read = {area: self._card.read(at.start, len(at)) for area, at in zones.items()}
        return CardImage({HEAD: bytes(head), **read})

    def open_with(self, secret: Secret) -> bool:
        return isinstance(secret, bytes) and self._card.present(secret)

    def put(self, step: Step) -> None:
        self._card.write(self._starts[step.area] + step.offset, step.data)


class _MifareInMeter:
    """Reads with key A, writes with key B; sector 0 is read with the public key."""

    def __init__(self, card: VirtualMifareClassic, access: AskAccess) -> None:
        self._card = card
        self._access = access
        self._writing = b""

    def image(self) -> CardImage:
        shown = self._sector(0, DIRECTORY_KEY) or self._sector(0, TRANSPORT_SECRET.reading)
        image = CardImage({AREA: shown})
        try:
            keys = self._access(image)
        except CardForeign:
            return image
        if not isinstance(keys, SectorKeys):
            return image
        rest = [self._sector(sector, keys.reading) for sector in keys.sectors[1:]]
        return CardImage({AREA: b"".join((shown, *rest))})

    def open_with(self, secret: Secret) -> bool:
        if not isinstance(secret, SectorKeys):
            return False
        self._writing = secret.writing
        return self._authenticate(secret.sectors[0], KEY_B, secret.writing)

    def put(self, step: Step) -> None:
        for at in range(0, len(step.data), BLOCK):
            sector, within = divmod(step.offset + at, SECTOR_SIZE)
            if self._authenticate(sector, KEY_B, self._writing):
                block = sector * _SECTOR_BLOCKS + within // BLOCK
                self._card.write(block, step.data[at : at + BLOCK])

    def _sector(self, sector: int, key: bytes) -> bytes:
        """Its data blocks; empty where the key does not open it."""
        if not self._authenticate(sector, KEY_A, key):
            return b""
        first = sector * _SECTOR_BLOCKS
        blocks = (self._card.read(block) for block in range(first, first + SECTOR_SIZE // BLOCK))
        return b"".join(block or b"" for block in blocks)

    def _authenticate(self, sector: int, key: int, value: bytes) -> bool:
        """A refused key halts the card, which is then activated again."""
        opened = self._card.authenticate(sector * _SECTOR_BLOCKS, key, value)
        if not opened:
            self._card.power_on()
        return opened


class _CpuInMeter:
    """Proofs and MACs are made by the meter's security module (VirtualCpuCard.present, update)."""

    def __init__(self, card: VirtualCpuCard, access: AskAccess) -> None:
        self._card = card
        self._access = access
        self._files: dict[str, CardFile] = {}

    def image(self) -> CardImage:
        serial = self._card.serial
        access = self._access(CardImage({SERIAL: serial}))
        files = access.files if isinstance(access, Files) else ()
        self._files = {file.area: file for file in files}
        read = {
            area: self._card.read(file.directory, file.short_id, 0, file.size)
            for area, file in self._files.items()
        }
        return CardImage({SERIAL: serial, **read})

    def open_with(self, secret: Secret) -> bool:
        if isinstance(secret, bytes | SectorKeys):
            return False
        return self._card.present(secret)

    def put(self, step: Step) -> None:
        file = self._files[step.area]
        self._card.update(file.directory, file.short_id, step.offset, step.data)
