"""Pseudo-APDUs of HID OMNIKEY contact readers (1021, 3x21, 6121).

Source: notes/cards.md 2.2, which has the commands from HID's guide PLT-03099 through third-party
code; no reader was at hand. To be confirmed on hardware, above all the two points below.

- No public source names a command that reads the SLE4442's error counter, so tries are known only
  from ``63 Cx`` after a miss. (ISO 7816-4 lets an empty VERIFY tell them. Whether this firmware
  does, or presents three arbitrary bytes instead, is not established, and the second would cost
  the card a try: it is not used.)
- No select is needed; the firmware recognises the card by its answer to reset.

For an SLE4428 or an AT88SC102 no public source names this firmware's commands, so neither chip is
offered at these readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cards.dialects.contract import OK, Brand, Presented, command, exactly, refused

if TYPE_CHECKING:
    from app.cards.transport import CardLink

_READ = bytes.fromhex("FFB000")
_WRITE = bytes.fromhex("FFD600")
_PRESENT = bytes.fromhex("FF20000003")
_CHANGE = bytes.fromhex("FF21000006")

_MISSED = 0x63C0
_FULL_TRIES = 3


class OmnikeySle44x2:
    """SLE4442 behind an OMNIKEY; see :class:`~app.cards.dialects.contract.SleDialect`."""

    brand = Brand.OMNIKEY

    def select(self, _link: CardLink) -> None:
        """Nothing to send."""

    def read(self, link: CardLink, address: int, length: int) -> bytes:
        """READ BINARY."""
        return exactly(command(link, _READ + bytes([address, length])), length)

    def tries_left(self, _link: CardLink) -> None:
        """Not known before a miss."""

    def present(self, link: CardLink, psc: bytes) -> Presented:
        """VERIFY, answered by ``90 00`` or ``63 Cx`` with x tries left."""
        _, status = link.transmit(_PRESENT + psc)
        if status == OK:
            return Presented(True, _FULL_TRIES)
        if status & 0xFFF0 != _MISSED:
            raise refused(status)
        return Presented(False, min(status & 0x0F, _FULL_TRIES))

    def write(self, link: CardLink, address: int, data: bytes) -> None:
        """UPDATE BINARY."""
        command(link, _WRITE + bytes([address, len(data)]) + data)

    def change_psc(self, link: CardLink, old: bytes, new: bytes) -> None:
        """CHANGE REFERENCE DATA: old code, then new code."""
        command(link, _CHANGE + old + new)
