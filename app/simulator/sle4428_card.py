"""A virtual SLE4428: the chip's memories and rules, behind the firmware of an ACS reader.

Source: notes/cards.md 2.1 (reader commands, places of counter and PSC) and 2.4 (header).
"""

from __future__ import annotations

import msgspec

from app.simulator.memory_card import MemoryCard
from app.simulator.sle4428_firmware import sle4428_answer

SIZE = 1024
HEADER = bytes.fromhex("92231091")
TRANSPORT_PSC = b"\xff\xff"
COUNTER = 1021
"""Address of the error counter; the PSC follows."""

_PSC = slice(COUNTER + 1, SIZE)
_ATR_START = bytes.fromhex("3B04")
_FULL_COUNTER = 0xFF


class Sle4428Snapshot(msgspec.Struct, frozen=True):
    """Everything that an SLE4428 keeps without power."""

    memory: bytes
    """1024 bytes: main memory, error counter, PSC."""
    protection: bytes
    """1024 bits, bit 0 of byte 0 for byte 0 of the memory; 0 = protected."""


class VirtualSle4428(MemoryCard):
    """One chip card. Two cards are equal when they keep the same bytes.

    A byte is torn as the SLE4442's: in its erasure or in its writing (app/simulator/tears.py).
    """

    __hash__ = None  # type: ignore[assignment]  # the content changes, so it may not be a key

    def __init__(self, *, psc: bytes = TRANSPORT_PSC, protection_in_reads: bool = False) -> None:
        """A blank from the factory, its first four bytes protected.

        ``protection_in_reads``: a firmware that appends protection bits to reads.
        """
        super().__init__()
        self.protection_in_reads = protection_in_reads
        self._memory = bytearray(b"\xff" * SIZE)
        self._memory[: len(HEADER)] = HEADER
        self._memory[_PSC] = psc
        self._protection = bytearray(b"\xff" * (SIZE // 8))
        self._protection[0] = 0xF0

    # -- the card as a thing ---------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        """Whether both keep the same bytes."""
        return isinstance(other, VirtualSle4428) and self.snapshot() == other.snapshot()

    def snapshot(self) -> Sle4428Snapshot:
        """Everything that the card keeps without power."""
        return Sle4428Snapshot(bytes(self._memory), bytes(self._protection))

    def restore(self, snapshot: Sle4428Snapshot) -> None:
        """Puts a snapshot back; the card is without power afterwards."""
        self._memory[:] = snapshot.memory
        self._protection[:] = snapshot.protection
        self.power_off()

    def clone(self) -> VirtualSle4428:
        """Another card with the same bytes, without power and untorn: what a copier makes."""
        other = VirtualSle4428(protection_in_reads=self.protection_in_reads)
        other.restore(self.snapshot())
        return other

    @property
    def atr(self) -> bytes:
        """Answer to reset; empty when the header that every reader looks for is gone."""
        header = bytes(self._memory[: len(HEADER)])
        return _ATR_START + header if header == HEADER else b""

    def _answer(self, apdu: bytes) -> bytes:
        return sle4428_answer(self, apdu)

    # -- the chip's own commands -----------------------------------------------------------

    @property
    def error_counter(self) -> int:
        """Bits of the error counter: FF untouched, 00 locked for ever."""
        return self._memory[COUNTER]

    def read(self, address: int, count: int) -> bytes:
        """Bytes of the memory; always readable, but the PSC reads as zeros until presented."""
        shown = bytearray(self._memory)
        if not self._presented:
            shown[_PSC] = bytes(len(TRANSPORT_PSC))
        return bytes(shown[address : address + count])

    def read_protection(self, address: int, count: int) -> bytes:
        """Bytes of protection bits, from that of the byte at ``address`` on; always readable."""
        return bytes(self._protection[address // 8 : address // 8 + count])

    def present(self, psc: bytes) -> bool:
        """Spends a try, compares, and gives all tries back if the PSC is right.

        Raises CardPulled: the try may be spent, whatever the PSC.
        """
        counter = self.error_counter
        if counter == 0:
            return False
        self._program(self._memory, COUNTER, counter & ~(1 << counter.bit_length() - 1))
        self._presented = psc == bytes(self._memory[_PSC])
        if self._presented:
            self._program(self._memory, COUNTER, _FULL_COUNTER)
        return self._presented

    def update(self, address: int, data: bytes) -> None:
        """Writes memory byte by byte, the PSC included.

        Silently not where protected, not the error counter, and nothing without the PSC.
        """
        for offset, value in enumerate(data, start=address):
            if self._presented and offset != COUNTER and not self._is_protected(offset):
                self._program(self._memory, offset, value)

    def protect(self, address: int, data: bytes) -> None:
        """Writes, and makes what is written read-only for ever."""
        self.update(address, data)
        for offset, value in enumerate(data, start=address):
            if self._presented and self._memory[offset] == value:
                bits = self._protection[offset // 8] & ~(1 << offset % 8)
                self._program(self._protection, offset // 8, bits)

    def _is_protected(self, offset: int) -> bool:
        return not self._protection[offset // 8] >> offset % 8 & 1

    def _program(self, cells: bytearray, index: int, value: int) -> None:
        self.contact.program(cells[index], value, lambda torn: cells.__setitem__(index, torn))
