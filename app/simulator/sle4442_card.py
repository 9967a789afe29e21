"""A virtual SLE4442: the chip's memories and rules, behind the firmware of a card reader.

Source: notes/cards.md 2.1 (reader commands) and 2.3 (chip).
"""

from __future__ import annotations

import msgspec

from app.simulator.memory_card import MemoryCard
from app.simulator.sle4442_dialects import Dialect, acs_dialect

SIZE = 256
HEADER = bytes.fromhex("A2131091")
TRANSPORT_PSC = b"\xff\xff\xff"

_PROTECTABLE = 32
_ATR_START = bytes.fromhex("3B04")
_FULL_COUNTER = 0b111
_FACTORY = {0: HEADER, 6: bytes.fromhex("8115"), 21: bytes.fromhex("D27600000400")}
"""What a chip from the factory holds; everything else is erased. The bytes at 6 and 21 (maker and
application codes) are not confirmed by a source."""


class CardSnapshot(msgspec.Struct, frozen=True):
    """Everything that a card keeps without power."""

    main: bytes
    protection: bytes
    """32 bits, bit 0 of byte 0 for byte 0 of main memory; 0 = protected."""
    security: bytes
    """Error counter (its three lowest bits), then the PSC."""


class VirtualSle4442(MemoryCard):
    """One chip card. Two cards are equal when they keep the same bytes."""

    __hash__ = None  # type: ignore[assignment]  # the content changes, so it may not be a key

    def __init__(
        self,
        *,
        psc: bytes = TRANSPORT_PSC,
        dialect: Dialect = acs_dialect,
        protection_in_reads: bool = False,
    ) -> None:
        """A blank from the factory.

        ``dialect`` is the firmware of the reader that the card will be put into.
        ``protection_in_reads``: a firmware that appends four bytes of protection bits to reads.
        """
        super().__init__()
        self.dialect = dialect
        self.protection_in_reads = protection_in_reads
        self._main = bytearray(b"\xff" * SIZE)
        for offset, data in _FACTORY.items():
            self._main[offset : offset + len(data)] = data
        self._protection = bytearray(b"\xff" * (_PROTECTABLE // 8))
        self._security = bytearray([_FULL_COUNTER, *psc])

    # -- the card as a thing ---------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        """Whether both keep the same bytes."""
        return isinstance(other, VirtualSle4442) and self.snapshot() == other.snapshot()

    def snapshot(self) -> CardSnapshot:
        """Everything that the card keeps without power."""
        return CardSnapshot(bytes(self._main), bytes(self._protection), bytes(self._security))

    def restore(self, snapshot: CardSnapshot) -> None:
        """Puts a snapshot back; the card is without power afterwards."""
        self._main[:] = snapshot.main
        self._protection[:] = snapshot.protection
        self._security[:] = snapshot.security
        self.power_off()

    def clone(self) -> VirtualSle4442:
        """Another card with the same bytes, without power and untorn: what a copier makes."""
        other = VirtualSle4442(dialect=self.dialect, protection_in_reads=self.protection_in_reads)
        other.restore(self.snapshot())
        return other

    # -- what the reader does with it ------------------------------------------------------

    @property
    def atr(self) -> bytes:
        """Answer to reset; empty when the header that every reader looks for is gone."""
        header = bytes(self._main[: len(HEADER)])
        return _ATR_START + header if header == HEADER else b""

    def _answer(self, apdu: bytes) -> bytes:
        return self.dialect(self, apdu)

    # -- the chip's own commands -----------------------------------------------------------

    @property
    def error_counter(self) -> int:
        """Bits of the error counter: 7 untouched, 0 locked for ever."""
        return self._security[0]

    def read(self, address: int, count: int) -> bytes:
        """Bytes of main memory; always readable."""
        return bytes(self._main[address : address + count])

    def read_protection(self) -> bytes:
        """The four bytes of protection bits; always readable."""
        return bytes(self._protection)

    def read_security(self) -> bytes:
        """Error counter and PSC; the PSC reads as zeros until it was presented."""
        return bytes(self._security) if self._presented else bytes([self.error_counter, 0, 0, 0])

    def present(self, psc: bytes) -> bool:
        """Spends a try, compares, and gives all tries back if the PSC is right.

        Raises CardPulled: the try may be spent, whatever the PSC.
        """
        counter = self.error_counter
        if counter == 0:
            return False
        self._program(self._security, 0, counter & ~(1 << counter.bit_length() - 1))
        self._presented = psc == bytes(self._security[1:])
        if self._presented:
            self._program(self._security, 0, _FULL_COUNTER)
        return self._presented

    def update(self, address: int, data: bytes) -> None:
        """Writes main memory byte by byte; silently not where protected, nor without the PSC."""
        for offset, value in enumerate(data, start=address):
            if self._presented and not self._is_protected(offset):
                self._program(self._main, offset, value)

    def protect(self, address: int, data: bytes) -> None:
        """Makes bytes read-only for ever, each only where ``data`` equals what is stored."""
        for offset, value in enumerate(data, start=address):
            if self._presented and self._main[offset] == value:
                bits = self._protection[offset // 8] & ~(1 << offset % 8)
                self._program(self._protection, offset // 8, bits)

    def change_psc(self, psc: bytes) -> None:
        """Replaces the PSC byte by byte; silently not without the old one presented."""
        for offset, value in enumerate(psc, start=1):
            if self._presented:
                self._program(self._security, offset, value)

    def _is_protected(self, offset: int) -> bool:
        return offset < _PROTECTABLE and not self._protection[offset // 8] >> offset % 8 & 1

    def _program(self, cells: bytearray, index: int, value: int) -> None:
        erased = _FULL_COUNTER if cells is self._security and index == 0 else 0xFF
        self.contact.program(
            cells[index], value, lambda torn: cells.__setitem__(index, torn), erased=erased
        )
