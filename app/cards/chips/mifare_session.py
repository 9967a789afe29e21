"""Which sector of a MIFARE Classic is open at present, and with which key.

A card has one sector open at a time. Keys go through two volatile places of the reader; a key that
is there is not loaded again. A refused key halts the card until it is reset, and a reset is where
another card could slip in: the UID is compared after each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.cards.dialects.pcsc_part3 import BLOCK, SLOTS, KeyType
from app.cards.errors import CardOutcomeUnknown, CardRefused
from app.domain.text import _

if TYPE_CHECKING:
    from app.cards.dialects.pcsc_part3 import PcscPart3, ValueChange
    from app.cards.transport import CardLink

BLOCKS_PER_SECTOR = 4


class SectorKey(NamedTuple):
    """A key and which of a sector's two it is."""

    type: KeyType
    value: bytes


class ReaderHabits:
    """What was found out about a reader; lives as long as its chip family."""

    def __init__(self) -> None:
        self.one_block_at_a_time = False
        """Whether the reader reads a single block only."""


class MifareSession:
    """One activated card. Every method raises CardOutcomeUnknown, CardRefused."""

    def __init__(self, link: CardLink, dialect: PcscPart3, habits: ReaderHabits) -> None:
        """``habits``: kept by the family between sessions."""
        self._link = link
        self._dialect = dialect
        self._habits = habits
        self._slots: list[bytes | None] = [None] * SLOTS
        self._last_slot = SLOTS - 1
        self._open: tuple[int, SectorKey] | None = None
        self._uid: bytes | None = None

    @property
    def sector(self) -> int | None:
        """The sector that is open."""
        return None if self._open is None else self._open[0]

    def uid(self) -> bytes:
        """UID, asked of the reader now; needs no key and leaves the open sector open."""
        uid = self._dialect.uid(self._link)
        self.recognise(uid)
        return uid

    def recognise(self, uid: bytes) -> None:
        """Takes note of the card's UID; any other from now on raises CardOutcomeUnknown."""
        if self._uid is None:
            self._uid = uid
        if uid != self._uid:
            self._link.close()
            raise CardOutcomeUnknown(
                _("Another card was put on the reader."),
                _("Put the right card on the reader and leave it there."),
            )

    def enter(self, sector: int, key: SectorKey) -> bool:
        """Opens a sector, unless that key has it open already. False: the key was refused."""
        if self._open == (sector, key):
            return True
        slot = self._loaded(key.value)
        self._open = None
        block = sector * BLOCKS_PER_SECTOR
        if not self._dialect.authenticate(self._link, block, key.type, slot):
            self.restart()
            return False
        self._open = sector, key
        return True

    def leave(self) -> None:
        """Forgets that a sector is open: its keys or bits have changed."""
        self._open = None

    def restart(self) -> None:
        """Resets a card that halted itself, and sees that it is still the same one."""
        self._open = None
        self._link.reset()
        self.uid()

    def read(self, block: int, count: int) -> bytes:
        """Blocks of the open sector, in one APDU where the reader can."""
        data = b""
        while len(data) < count * BLOCK:
            done = len(data) // BLOCK
            data += self._read_some(block + done, count - done)
        return data

    def write(self, block: int, data: bytes) -> None:
        """Writes a block of the open sector."""
        self._dialect.write(self._link, block, data)

    def change_value(self, block: int, change: ValueChange, amount: int) -> None:
        """Counts a value block of the open sector up or down."""
        self._dialect.change_value(self._link, block, change, amount)

    def copy_value(self, source: int, target: int) -> None:
        """Copies a value block within the open sector."""
        self._dialect.copy_value(self._link, source, target)

    def _read_some(self, block: int, count: int) -> bytes:
        if count == 1 or self._habits.one_block_at_a_time:
            return self._dialect.read(self._link, block, 1)
        try:
            data = self._dialect.read(self._link, block, count)
        except CardRefused:
            # Only a single block that is then read proves that it was the reader who refused.
            data = self._dialect.read(self._link, block, 1)
        if len(data) < count * BLOCK:
            self._habits.one_block_at_a_time = True
        return data

    def _loaded(self, key: bytes) -> int:
        """The place that holds a key; one that is new takes that of the key not used last."""
        if key not in self._slots:
            slot = (self._last_slot + 1) % SLOTS
            self._slots[slot] = None
            self._dialect.load_key(self._link, slot, key)
            self._slots[slot] = key
        self._last_slot = self._slots.index(key)
        return self._last_slot
