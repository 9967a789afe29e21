"""Pseudo-APDUs of ACS contact readers (ACR38, ACR39, ACR33, ACR1281U and kin).

Source: ACS reference manuals as collected in notes/cards.md 2.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cards.dialects.contract import Brand, Presented, command, exactly, refused
from app.cards.errors import CardRefused

if TYPE_CHECKING:
    from app.cards.transport import CardLink

_SELECT = bytes.fromhex("FFA4000001")
_TYPE_SLE44X2 = b"\x06"
_READ = bytes.fromhex("FFB000")
_READ_COUNTER = (bytes.fromhex("FFB1000004"), bytes.fromhex("FFB1000000"))
"""The second is what the ACR38x manual 6.02 prescribes."""
_WRITE = bytes.fromhex("FFD000")
_PRESENT = bytes.fromhex("FF20000003")
_CHANGE = bytes.fromhex("FFD2000103")

_COUNTER_BITS = 0b111
_UNTOUCHED = 0b111


class AcsSle44x2:
    """SLE4442 behind an ACS reader; see :class:`~app.cards.dialects.contract.Sle44x2Dialect`."""

    brand = Brand.ACS

    def select(self, link: CardLink) -> None:
        """SELECT_CARD_TYPE, which has to be the first command after a connect."""
        command(link, _SELECT + _TYPE_SLE44X2)

    def read(self, link: CardLink, address: int, length: int) -> bytes:
        """READ_MEMORY_CARD."""
        return exactly(command(link, _READ + bytes([address, length])), length)

    def tries_left(self, link: CardLink) -> int:
        """READ_PRESENTATION_ERROR_COUNTER: each bit of the counter still set is a try."""
        newer, older = _READ_COUNTER
        try:
            answer = command(link, newer)
        except CardRefused:
            answer = command(link, older)
        return _tries(exactly(answer, 1)[0])

    def present(self, link: CardLink, psc: bytes) -> Presented:
        """PRESENT_CODE, answered by ``90 EC``.

        The trap: ``90 00``, success everywhere else, means here that the card is locked. Only a
        counter that is untouched again proves that the code was right.
        """
        _, status = link.transmit(_PRESENT + psc)
        high, counter = divmod(status, 0x100)
        if high != 0x90:
            raise refused(status)
        return Presented(counter & _COUNTER_BITS == _UNTOUCHED, _tries(counter))

    def write(self, link: CardLink, address: int, data: bytes) -> None:
        """WRITE_MEMORY_CARD; 9000 also without a presented PSC, when nothing was written."""
        command(link, _WRITE + bytes([address, len(data)]) + data)

    def change_psc(self, link: CardLink, _old: bytes, new: bytes) -> None:
        """CHANGE_CODE; the chip itself remembers that the old one was presented."""
        command(link, _CHANGE + new)


def _tries(counter: int) -> int:
    return (counter & _COUNTER_BITS).bit_count()
