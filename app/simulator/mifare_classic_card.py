"""A virtual MIFARE Classic 1K: blocks, keys and access conditions, behind a contactless reader.

Of its cipher it knows only whether two keys are equal. Like the silicon it halts after a refused
key and after anything it does not allow, and answers nothing until it is activated again. A block
is programmed as a whole: pulled amid it, each of its bits is either old or new; here its bytes
follow one another. Source: notes/cards.md 2.4 and 2.5, NXP MF1S50yyX 3.0.
"""

from __future__ import annotations

from functools import partial

import msgspec

from app.simulator.mifare_access import KEY_B, Action, Part, may, may_in_trailer
from app.simulator.part3_firmware import Firmware, Part3Firmware
from app.simulator.tears import CardPulled, Contact, Tear

BLOCK = 16
BLOCKS = 64
ATR = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
TRANSPORT_KEY = b"\xff" * 6

_PER_SECTOR = 4
_TRAILER = 3
_BLANK_BITS = bytes.fromhex("FF078069")
_MAKER = bytes.fromhex("0804006263646566676869")
"""SAK, ATQA and eight bytes of the maker's; those at the end are not confirmed by a source."""
_KEY_A, _BITS, _KEY_B = slice(0, 6), slice(6, 10), slice(10, 16)
_WIDTH = 4


class MifareSnapshot(msgspec.Struct, frozen=True):
    """Everything that a card keeps without power."""

    memory: bytes
    """64 blocks of 16 bytes, sector trailers with their keys among them."""


class VirtualMifareClassic:
    """One card. Two cards are equal when they keep the same bytes."""

    __hash__ = None  # type: ignore[assignment]  # the content changes, so it may not be a key

    def __init__(
        self,
        *,
        uid: bytes = bytes.fromhex("5AC30142"),
        firmware: Firmware | None = None,
        atr: bytes = ATR,
    ) -> None:
        """A blank from the factory.

        ``firmware``: of the reader that the card will be put on; its own one unless given.
        ``atr``: what the reader makes up for it.
        """
        self.atr = atr
        self.firmware = firmware or Part3Firmware()
        self.apdus = 0
        """APDUs that reached the card in its life."""
        self.contact = Contact()
        trailer = TRANSPORT_KEY + _BLANK_BITS + TRANSPORT_KEY
        self._memory = bytearray((bytes(_TRAILER * BLOCK) + trailer) * (BLOCKS // _PER_SECTOR))
        check = uid[0] ^ uid[1] ^ uid[2] ^ uid[3]
        self._memory[:BLOCK] = uid + bytes([check]) + _MAKER
        self._halted = True
        self._open: tuple[int, int] | None = None
        self._register: bytes | None = None

    # -- the card as a thing ---------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        """Whether both keep the same bytes."""
        return isinstance(other, VirtualMifareClassic) and self.snapshot() == other.snapshot()

    def snapshot(self) -> MifareSnapshot:
        """Everything that the card keeps without power."""
        return MifareSnapshot(bytes(self._memory))

    def restore(self, snapshot: MifareSnapshot) -> None:
        """Puts a snapshot back; the card is without power afterwards."""
        self._memory[:] = snapshot.memory
        self.power_off()

    def clone(self) -> VirtualMifareClassic:
        """Another card with the same bytes, UID included: what a copier makes."""
        other = VirtualMifareClassic(firmware=self.firmware, atr=self.atr)
        other.restore(self.snapshot())
        return other

    def arm(self, tear: Tear | None) -> Contact:
        """Fresh contacts that count from 0 and open at ``tear``; None: never."""
        self.contact = Contact(tear)
        return self.contact

    def seat(self) -> None:
        """Puts a pulled card on again; a tear that is still to come stays armed."""
        if self.contact.open:
            self.contact = Contact()
        self.power_off()

    # -- what the reader does with it ------------------------------------------------------

    @property
    def uid(self) -> bytes:
        """The four bytes by which a reader picks the card."""
        return bytes(self._memory[:4])

    def power_on(self) -> bytes:
        """Activates the card, halted or not, and returns its ATR; no sector is open afterwards."""
        self.power_off()
        self._halted = False
        return self.atr

    def power_off(self) -> None:
        """Takes the field away."""
        self._halted = True
        self._open = None
        self._register = None

    def exchange(self, apdu: bytes) -> bytes:
        """What the reader answers to an APDU with this card on it, status word included.

        Raises:
            CardPulled: the card was pulled before the answer.
        """
        try:
            with self.contact.exchange():
                self.apdus += 1
                return self.firmware(self, apdu)
        except CardPulled:
            self.power_off()
            raise

    # -- the chip's own commands -----------------------------------------------------------

    @property
    def halted(self) -> bool:
        """Whether the card answers nothing until it is activated again."""
        return self._halted

    def authenticate(self, block: int, key: int, value: bytes) -> bool:
        """Opens the sector of a block with its key A (0x60) or B (0x61); a wrong one halts."""
        self._open = None
        if self._halted:
            return False
        place = _KEY_B if key == KEY_B else _KEY_A
        if self._trailer(block)[place] != value:
            return self._halt()
        self._open = block // _PER_SECTOR, key
        return True

    def read(self, block: int) -> bytes | None:
        """16 bytes; of a trailer, zeros where the key may not read. None: not allowed, halted."""
        if block % _PER_SECTOR == _TRAILER:
            return self._read_trailer(block)
        if not self._may(block, Action.READ):
            return None
        return self._stored(block)

    def write(self, block: int, data: bytes) -> bool:
        """Programs 16 bytes; of a trailer, the parts the key may write. False: halted."""
        if block % _PER_SECTOR == _TRAILER:
            return self._write_trailer(block, data)
        if block == 0 or not self._may(block, Action.WRITE):
            return self._halt()
        self._program(block, data)
        return True

    def increase(self, block: int, amount: int) -> bool:
        """Adds to a value block in the register; :meth:`transfer` stores it. False: halted."""
        return self._count(block, Action.INCREASE, amount)

    def decrease(self, block: int, amount: int) -> bool:
        """Subtracts from a value block in the register. False: halted."""
        return self._count(block, Action.DECREASE, -amount)

    def recall(self, block: int) -> bool:
        """Brings a value block into the register (RESTORE). False: halted."""
        return self._count(block, Action.DECREASE, 0)

    def transfer(self, block: int) -> bool:
        """Programs the register into a block of the open sector. False: halted."""
        if self._register is None or not self._may(block, Action.DECREASE):
            return self._halt()
        self._program(block, self._register)
        return True

    def _halt(self) -> bool:
        self.power_off()
        return False

    def _may(self, block: int, action: Action) -> bool:
        if not self._is_open(block):
            return self._halt()
        allowed = may(self._key(), self._trailer(block), block % _PER_SECTOR, action)
        return allowed or self._halt()

    def _may_in_trailer(self, block: int, part: Part) -> bool:
        return may_in_trailer(self._key(), self._trailer(block), part)

    def _is_open(self, block: int) -> bool:
        return self._open is not None and self._open[0] == block // _PER_SECTOR

    def _key(self) -> int:
        return self._open[1] if self._open else 0

    def _read_trailer(self, block: int) -> bytes | None:
        if not self._is_open(block) or not self._may_in_trailer(block, Part.READ_BITS):
            self._halt()
            return None
        stored = bytearray(self._stored(block))
        stored[_KEY_A] = bytes(6)
        if not self._may_in_trailer(block, Part.READ_KEY_B):
            stored[_KEY_B] = bytes(6)
        return bytes(stored)

    def _write_trailer(self, block: int, data: bytes) -> bool:
        parts = {
            Part.WRITE_KEY_A: _KEY_A,
            Part.WRITE_BITS: _BITS,
            Part.WRITE_KEY_B: _KEY_B,
        }
        stored = bytearray(self._stored(block))
        allowed = [place for part, place in parts.items() if self._may_in_trailer(block, part)]
        if not self._is_open(block) or not allowed:
            return self._halt()
        for place in allowed:
            stored[place] = data[place]
        self._program(block, bytes(stored))
        return True

    def _count(self, block: int, action: Action, change: int) -> bool:
        if block % _PER_SECTOR == _TRAILER or not self._may(block, action):
            return self._halt()
        stored = self._stored(block)
        value, inverse, again = (stored[at : at + _WIDTH] for at in range(0, 3 * _WIDTH, _WIDTH))
        if value != again or any(
            one ^ other != 0xFF for one, other in zip(value, inverse, strict=True)
        ):
            return self._halt()
        result = int.from_bytes(value, "little") + change & 0xFFFFFFFF
        plain = result.to_bytes(_WIDTH, "little")
        self._register = plain + bytes(b ^ 0xFF for b in plain) + plain + stored[3 * _WIDTH :]
        return True

    def _trailer(self, block: int) -> bytes:
        return self._stored(block - block % _PER_SECTOR + _TRAILER)

    def _stored(self, block: int) -> bytes:
        return bytes(self._memory[block * BLOCK : (block + 1) * BLOCK])

    def _program(self, block: int, data: bytes) -> None:
        for at, new in enumerate(data, start=block * BLOCK):
            old = self._memory[at]
            store = partial(self._memory.__setitem__, at)
            self.contact.program(old, new, store, erased=old | new)
