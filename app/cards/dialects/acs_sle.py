"""Pseudo-APDUs of ACS contact readers (ACR38, ACR39, ACR33, ACR1281U and kin) for SLE chips.

Source: ACS reference manuals as collected in notes/cards.md 2.1. The two kinds of chip share most
commands, with a high address byte that is 0 for an SLE4442. The ACR38 of version 1.9 carries less
than 255 bytes per read of an SLE4428: it is not served.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cards.dialects.contract import Brand, Presented, command, exactly, refused
from app.cards.errors import CardRefused

if TYPE_CHECKING:
    from app.cards.transport import CardLink

_SELECT = bytes.fromhex("FFA4000001")
_READ = bytes.fromhex("FFB0")
_WRITE = bytes.fromhex("FFD0")
_READ_COUNTER_44X2 = (bytes.fromhex("FFB1000004"), bytes.fromhex("FFB1000000"))
"""The second is what the ACR38x manual 6.02 prescribes."""
_READ_COUNTER_44X8 = (bytes.fromhex("FFB1000003"),)
_PRESENT = bytes.fromhex("FF200000")
_CHANGE_44X2 = bytes.fromhex("FFD2000103")
_PSC_44X8 = 1022


class _AcsSle:
    """What is the same for both kinds; see :class:`~app.cards.dialects.contract.SleDialect`."""

    brand = Brand.ACS
    _card_type: bytes
    _read_counter: tuple[bytes, ...]
    """Commands that read the error counter, in the order in which they are tried."""
    _counter_bits: int
    """Bits that count: each one still set is a try."""

    def select(self, link: CardLink) -> None:
        """SELECT_CARD_TYPE, which has to be the first command after a connect."""
        command(link, _SELECT + self._card_type)

    def read(self, link: CardLink, address: int, length: int) -> bytes:
        """READ_MEMORY_CARD."""
        return exactly(command(link, _READ + _place(address, length)), length)

    def tries_left(self, link: CardLink) -> int:
        """READ_PRESENTATION_ERROR_COUNTER."""
        *earlier, last = self._read_counter
        for apdu in earlier:
            try:
                return self._tries(exactly(command(link, apdu), 1)[0])
            except CardRefused:
                continue
        return self._tries(exactly(command(link, last), 1)[0])

    def present(self, link: CardLink, psc: bytes) -> Presented:
        """PRESENT_CODE, answered by ``90 EC``.

        The trap: ``90 00``, success everywhere else, means here that the card is locked. Only a
        counter that is untouched again proves that the code was right.
        """
        _, status = link.transmit(_PRESENT + bytes([len(psc)]) + psc)
        high, counter = divmod(status, 0x100)
        if high != 0x90:
            raise refused(status)
        untouched = counter & self._counter_bits == self._counter_bits
        return Presented(untouched, self._tries(counter))

    def write(self, link: CardLink, address: int, data: bytes) -> None:
        """WRITE_MEMORY_CARD; 9000 also without a presented PSC, when nothing was written."""
        command(link, _WRITE + _place(address, len(data)) + data)

    def _tries(self, counter: int) -> int:
        return (counter & self._counter_bits).bit_count()


class AcsSle44x2(_AcsSle):
    """SLE4442 behind an ACS reader."""

    _card_type = b"\x06"
    _read_counter = _READ_COUNTER_44X2
    _counter_bits = 0b111

    def change_psc(self, link: CardLink, _old: bytes, new: bytes) -> None:
        """CHANGE_CODE; the chip itself remembers that the old one was presented."""
        command(link, _CHANGE_44X2 + new)


class AcsSle44x8(_AcsSle):
    """SLE4428 behind an ACS reader."""

    _card_type = b"\x05"
    _read_counter = _READ_COUNTER_44X8
    _counter_bits = 0xFF

    def change_psc(self, link: CardLink, _old: bytes, new: bytes) -> None:
        """Writes the PSC where it lies; the chip itself remembers the old one's presentation."""
        self.write(link, _PSC_44X8, new)


def _place(address: int, length: int) -> bytes:
    return address.to_bytes(2, "big") + bytes([length])
