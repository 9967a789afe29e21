"""A virtual AT88SC102: the chip's zones and rules, behind the firmware of an ACS reader.

Source: notes/cards.md 2.1 (map, reader commands). From open firmware for this chip
(limpkin/mooltipass, source_code/src/CARD): fabrication zone 0F 0F, transport code F0 F0, four
attempts counted from the highest bit of the counter, a hidden code that reads as FF, the two
permission bits at the start of a zone, a zone without permission that reads as 00.
"""

from __future__ import annotations

import msgspec

from app.simulator.at88sc102_firmware import at88sc102_answer
from app.simulator.memory_card import MemoryCard

SIZE = 0xB0
TRANSPORT_CODE = b"\xf0\xf0"
ZONE_1 = range(0x16, 0x56)
ZONE_2 = range(0x5C, 0x9C)

_FABRICATION_ZONE = b"\x0f\x0f"
_ISSUER_ZONE = range(0x02, 0x0A)
_CODE = range(0x0A, 0x0C)
_ATTEMPTS = 0x0C
_CODE_PROTECTED_ZONE = range(0x0E, 0x16)
_KEY_1 = range(0x56, 0x5C)
_KEY_2 = range(0x9C, 0xA0)
_ERASE_COUNTER = range(0xA0, 0xB0)

_ATTEMPT_BITS = 0xF0
_WRITABLE = 0x80
_READABLE = 0x40
_ERASED = 0xFF
_ATR = bytes.fromhex("3B04FFFFFFFF")
"""What an ACS reader reports for a memory card that it does not recognise."""


class At88Snapshot(msgspec.Struct, frozen=True):
    """Everything that an AT88SC102 keeps without power."""

    memory: bytes
    """176 bytes, by address."""
    issuer_fuse_blown: bool


class VirtualAt88sc102(MemoryCard):
    """One chip card whose EC2EN fuse is intact. Two are equal when they keep the same.

    Bytes are programmed one after another. An erasure, which on the silicon works on a word or a
    zone at once, is torn in the same way: bytes before the torn one are erased, those after it
    as they were. Writing never erases.
    """

    __hash__ = None  # type: ignore[assignment]  # the content changes, so it may not be a key

    def __init__(self, *, code: bytes = TRANSPORT_CODE, issuer_fuse_blown: bool = False) -> None:
        """A blank, its erase keys all FF.

        ``issuer_fuse_blown``: issuer zone and erase keys can be changed no more.
        """
        super().__init__()
        self._memory = bytearray(b"\xff" * SIZE)
        self._memory[: len(_FABRICATION_ZONE)] = _FABRICATION_ZONE
        self._memory[_CODE.start : _CODE.stop] = code
        self._issuer_fuse_blown = issuer_fuse_blown

    # -- the card as a thing ---------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        """Whether both keep the same."""
        return isinstance(other, VirtualAt88sc102) and self.snapshot() == other.snapshot()

    def snapshot(self) -> At88Snapshot:
        """Everything that the card keeps without power."""
        return At88Snapshot(bytes(self._memory), self._issuer_fuse_blown)

    def restore(self, snapshot: At88Snapshot) -> None:
        """Puts a snapshot back; the card is without power afterwards."""
        self._memory[:] = snapshot.memory
        self._issuer_fuse_blown = snapshot.issuer_fuse_blown
        self.power_off()

    def clone(self) -> VirtualAt88sc102:
        """Another card with the same bytes, without power and untorn: what a copier makes."""
        other = VirtualAt88sc102()
        other.restore(self.snapshot())
        return other

    @property
    def atr(self) -> bytes:
        """What the reader makes up; the chip has none of its own."""
        return _ATR

    def _answer(self, apdu: bytes) -> bytes:
        return at88sc102_answer(self, apdu)

    # -- the chip's own commands -----------------------------------------------------------

    @property
    def tries_left(self) -> int:
        """Tries of the security code, 0..4; 0 is locked for ever."""
        return (self._memory[_ATTEMPTS] & _ATTEMPT_BITS).bit_count()

    @property
    def erasures_left(self) -> int:
        """How often zone 2 can still be erased, 0..128."""
        return sum(self._memory[at].bit_count() for at in _ERASE_COUNTER)

    def read(self, address: int, count: int) -> bytes:
        """Bytes of the memory, hidden ones as the chip shows them instead."""
        return bytes(self._shown(at) for at in range(address, address + count))

    def present(self, code: bytes) -> bool:
        """Spends a try, compares, and gives all tries back if the code is right.

        Raises CardPulled: the try may be spent, whatever the code.
        """
        if not self.tries_left:
            return False
        counter = self._memory[_ATTEMPTS]
        highest = (counter & _ATTEMPT_BITS).bit_length() - 1
        self._program(_ATTEMPTS, counter & ~(1 << highest))
        self._presented = code == bytes(self._memory[_CODE.start : _CODE.stop])
        if self._presented:
            self._erase(range(_ATTEMPTS, _ATTEMPTS + 2))
        return self._presented

    def write(self, address: int, data: bytes) -> None:
        """Takes bits from 1 to 0, byte by byte; silently not where that is not permitted."""
        for at, value in enumerate(data, start=address):
            if self._may_write(at):
                self._program(at, self._memory[at] & value)

    def erase_word(self, address: int) -> None:
        """Erases the word of two bytes at an address outside the application zones."""
        word = range(address - address % 2, address - address % 2 + 2)
        if self._may_write(address) and address not in ZONE_1 and address not in ZONE_2:
            self._erase(word)

    def erase_zone_1(self, key: bytes) -> None:
        """Erases application zone 1; silently not with a wrong key or without the code."""
        if self._presented and key == self._bytes(_KEY_1):
            self._erase(ZONE_1)

    def erase_zone_2(self, key: bytes) -> bool:
        """Spends one of the 128 erasures of zone 2 and erases it; False where none is left.

        Silently not erased, but spent, with a wrong key.
        """
        if not self._presented:
            return True
        at = next((at for at in _ERASE_COUNTER if self._memory[at]), None)
        if at is None:
            return False
        counter = self._memory[at]
        self._program(at, counter & ~(1 << counter.bit_length() - 1))
        if key == self._bytes(_KEY_2):
            self._erase(ZONE_2)
        return True

    def _shown(self, at: int) -> int:
        zone = next((zone for zone in (ZONE_1, ZONE_2) if at in zone), None)
        if zone is not None:
            hidden = not self._presented and not self._memory[zone.start] & _READABLE
            return 0 if hidden else self._memory[at]
        if any(at in secret for secret in (_CODE, _KEY_1, _KEY_2)):
            return self._memory[at] if self._may_personalise() else _ERASED
        return self._memory[at]

    def _may_write(self, at: int) -> bool:
        for zone in (ZONE_1, ZONE_2):
            if at in zone:
                return self._presented and bool(self._memory[zone.start] & _WRITABLE)
        if any(at in fixed for fixed in (_ISSUER_ZONE, _KEY_1, _KEY_2)):
            return self._may_personalise()
        return self._presented and (at in _CODE or at in _CODE_PROTECTED_ZONE)

    def _may_personalise(self) -> bool:
        return self._presented and not self._issuer_fuse_blown

    def _bytes(self, place: range) -> bytes:
        return bytes(self._memory[place.start : place.stop])

    def _erase(self, places: range) -> None:
        for at in places:
            self._program(at, _ERASED)

    def _program(self, at: int, value: int) -> None:
        self.contact.program(
            self._memory[at], value, lambda torn: self._memory.__setitem__(at, torn)
        )
