"""Pseudo-APDUs of ACS contact readers for an AT88SC102.

Source: ACS reference manuals as collected in notes/cards.md 2.1. Not confirmed on hardware: that a
reader reads addresses without regard to zones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cards.dialects.contract import OK, Presented, command, exactly, refused

if TYPE_CHECKING:
    from app.cards.transport import CardLink

_SELECT = bytes.fromhex("FFA400000109")
_READ = bytes.fromhex("FFB000")
_WRITE = bytes.fromhex("FFD000")
_ERASE_WORD = bytes.fromhex("FFD200")
_PRESENT = bytes.fromhex("FF20080A02")
_ERASE_ZONE_1 = bytes.fromhex("FF20005606")
_ERASE_ZONE_2 = bytes.fromhex("FF20809C04")
"""With a bit of the counter EC2 spent on it, as a chip whose EC2EN fuse is intact wants it."""
_ATTEMPTS = 0x0C
"""Address of the security code attempts counter (SCAC)."""

_GOOD = 0xFF
_UNUSED_BITS = 4
"""Bits of the counter's first byte that count nothing and stay set."""
_NO_TRIES = 0x6300


class AcsAt88sc102:
    """AT88SC102 behind an ACS reader. Keeps no state between calls.

    Any operation raises CardOutcomeUnknown where the answer is missing or short, and CardRefused
    where the reader answers with an error status.
    """

    def select(self, link: CardLink) -> None:
        """SELECT_CARD_TYPE, which has to be the first command after a connect."""
        command(link, _SELECT)

    def read(self, link: CardLink, address: int, length: int) -> bytes:
        """READ_MEMORY_CARD: exactly ``length`` bytes (1..255) from ``address``."""
        return exactly(command(link, _READ + bytes([address, length])), length)

    def tries_left(self, link: CardLink) -> int:
        """Tries of the security code that are left, 0..4, by the attempts counter."""
        return attempts_left(self.read(link, _ATTEMPTS, 1)[0])

    def present(self, link: CardLink, code: bytes) -> Presented:
        """VERIFY_SECURITY_CODE, and the attempts counter: two APDUs.

        The reader answers ``90 00`` even if the code is wrong, and ``63 00`` where no tries are
        left, but also for a chip that was without power and is not selected any more: the counter
        tells them apart. Only a right code erases the counter, so only an erased one proves it.
        """
        _, status = link.transmit(_PRESENT + code)
        if status == _NO_TRIES and not self.tries_left(link):
            return Presented(accepted=False, tries_left=0)
        if status != OK:
            raise refused(status)
        counter = self.read(link, _ATTEMPTS, 1)[0]
        return Presented(counter == _GOOD, attempts_left(counter))

    def write(self, link: CardLink, address: int, data: bytes) -> None:
        """WRITE_MEMORY_CARD of 1..255 bytes: bits go from 1 to 0 only."""
        command(link, _WRITE + bytes([address, len(data)]) + data)

    def erase_word(self, link: CardLink, address: int) -> None:
        """ERASE_NON_APPLICATION_ZONE: the two bytes of the word become FF."""
        command(link, _ERASE_WORD + bytes([address, 0]))

    def erase_zone_1(self, link: CardLink, key: bytes) -> None:
        """ERASE_APPLICATION_ZONE_WITH_ERASE, with the 6-byte key of application zone 1."""
        command(link, _ERASE_ZONE_1 + key)

    def erase_zone_2(self, link: CardLink, key: bytes) -> None:
        """ERASE_APPLICATION_ZONE_WITH_WRITE_AND_ERASE, with the 4-byte key of zone 2."""
        command(link, _ERASE_ZONE_2 + key)


def attempts_left(counter: int) -> int:
    """Tries by the first byte of the attempts counter: four of its bits count, set while unspent.

    Which four is not established, so all set bits are counted, less the four that stay. A chip of
    1999, whose eight bits all count, is thereby locked out four tries early, never too late.
    """
    return min(max(counter.bit_count() - _UNUSED_BITS, 0), _UNUSED_BITS)
