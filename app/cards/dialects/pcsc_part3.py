"""Pseudo-APDUs for MIFARE Classic of contactless readers, as PC/SC part 3 lays them down.

Source: notes/cards.md 2.5 (ACS manuals; NXP MF1S50yyX). No reader was at hand: to be confirmed on
hardware, above all how a reader answers a command that the card did not acknowledge.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from app.cards.dialects.contract import OK, Brand, command, exactly, refused
from app.cards.errors import CardOutcomeUnknown
from app.domain.text import _

if TYPE_CHECKING:
    from app.cards.transport import CardLink

BLOCK = 16
SLOTS = 2
"""Places for keys in a reader's volatile memory that every reader has."""
UID_SIZE = 4

_UID = bytes.fromhex("FFCA000000")
_LOAD_KEY = bytes.fromhex("FF8200")
_AUTHENTICATE = bytes.fromhex("FF860000050100")
_AUTHENTICATE_OLD = bytes.fromhex("FF8800")
_READ = bytes.fromhex("FFB000")
_WRITE = bytes.fromhex("FFD600")
_VALUE = bytes.fromhex("FFD700")

_NO_SUCH_COMMAND = frozenset({0x6A81, 0x6D00, 0x6E00})
_KEY_REFUSED = frozenset({0x6300, 0x6982, 0x6983})
_DOUBTFUL = frozenset({0x63, 0x64, 0x65, 0x6F})
"""High bytes of statuses behind which a write may have reached the card: the acknowledgement can
be what was lost. All others are the reader's own and say that nothing was sent."""


class KeyType(enum.IntEnum):
    """Which of the two keys of a sector."""

    A = 0x60
    B = 0x61


class ValueChange(enum.IntEnum):
    """What is done to a value block. The reader transfers the result into the block itself."""

    INCREASE = 1
    DECREASE = 2


class PcscPart3:
    """MIFARE Classic behind a contactless reader. Keeps no state between calls.

    Every operation raises CardOutcomeUnknown where the answer is missing or short, and CardRefused
    where the reader answers with an error status, unless it says otherwise.
    """

    brand = Brand.PCSC_PART3

    def uid(self, link: CardLink) -> bytes:
        """First four bytes of the UID of the card that was activated last; needs no key."""
        return exactly(command(link, _UID), UID_SIZE)

    def load_key(self, link: CardLink, slot: int, key: bytes) -> None:
        """LOAD KEYS into volatile memory; ``slot``: 0 or 1."""
        command(link, _LOAD_KEY + bytes([slot, len(key)]) + key)

    def authenticate(self, link: CardLink, block: int, key: KeyType, slot: int) -> bool:
        """GENERAL AUTHENTICATE for the sector of ``block``; an older reader's form where needed.

        False: refused, and the card halted itself; it must be reset before it answers again. A
        card that left the field looks the same until then.
        """
        _data, status = link.transmit(_AUTHENTICATE + bytes([block, key, slot]))
        if status in _NO_SUCH_COMMAND:
            _data, status = link.transmit(_AUTHENTICATE_OLD + bytes([block, key, slot]))
        if status != OK and status not in _KEY_REFUSED:
            raise refused(status)
        return status == OK

    def read(self, link: CardLink, block: int, count: int) -> bytes:
        """READ BINARY: 1 to ``count`` whole blocks from ``block`` on.

        Readers that read one block at a time refuse more, or bring just the first.
        """
        data = command(link, _READ + bytes([block, count * BLOCK]))
        exactly(data, BLOCK)
        return data[: min(count, len(data) // BLOCK) * BLOCK]

    def write(self, link: CardLink, block: int, data: bytes) -> None:
        """UPDATE BINARY of one block; CardOutcomeUnknown also where the reader just says no."""
        _change(link, _WRITE + bytes([block, BLOCK]) + data)

    def change_value(self, link: CardLink, block: int, change: ValueChange, amount: int) -> None:
        """VALUE BLOCK OPERATION: amount 1..2^31-1, big-endian. Errors as :meth:`write`."""
        _change(link, _VALUE + bytes([block, 5, change]) + amount.to_bytes(4))

    def copy_value(self, link: CardLink, source: int, target: int) -> None:
        """Restore and transfer, within one sector. Errors as :meth:`write`."""
        _change(link, _VALUE + bytes([source, 2, 3, target]))


def _change(link: CardLink, apdu: bytes) -> None:
    _data, status = link.transmit(apdu)
    if status >> 8 in _DOUBTFUL:
        raise CardOutcomeUnknown(
            _("The card did not confirm what was written (status {status:04X}).").format(
                status=status
            ),
            _("Take the card off the reader and put it on again, so that it can be read."),
        )
    if status != OK:
        raise refused(status)
