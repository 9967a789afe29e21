"""Commands of ISO 7816-4 that CPU cards and PSAMs share, over either protocol.

pyscard and pcsc-lite leave it to their caller to fetch a T=0 answer (``61 xx``) and to ask again
with the right length (``6C xx``). Source: notes/cards.md 2.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cards.transport import CardLink

OK = 0x9000
MASTER_FILE = 0x3F00
READ_AT_ONCE = 255
"""Bytes that one READ BINARY asks for at most."""

NO_SUCH_FILE = 0x6A82
NOT_THERE = frozenset({NO_SUCH_FILE, 0x6A83, 0x6B00})
"""No such file, no such record, beyond the end: a card that was not personalised answers so
(notes/domain.md 6.2)."""
KEY_NOT_THERE = frozenset({0x6A88, 0x9403})
LOCKED = frozenset({0x6983, 0x6A81, 0x9303})
"""Key blocked, card locked, application locked."""
END_OF_FILE = 0x6282

_MORE = 0x61
_OTHER_LENGTH = 0x6C
_BARE = 5
"""Bytes of a command that carries no data and names the length that it wants."""
_SELECT = bytes.fromhex("00A4000002")
_GET_RESPONSE = bytes.fromhex("00C00000")
_GET_CHALLENGE = bytes.fromhex("00840000")
_READ_BINARY = bytes.fromhex("00B0")
_BY_SHORT_ID = 0x80
_ALL_THERE_IS = b"\x00"


def exchange(link: CardLink, apdu: bytes) -> tuple[bytes, int]:
    """Sends a command; returns all of its answer and the last status. Raises CardOutcomeUnknown.

    Only a command without data is ever sent a second time.
    """
    data, status = _sent(link, apdu)
    while status >> 8 == _MORE:
        more, status = _sent(link, _GET_RESPONSE + bytes([status & 0xFF]))
        data += more
        if not more:
            break
    return data, status


def _sent(link: CardLink, apdu: bytes) -> tuple[bytes, int]:
    data, status = link.transmit(apdu)
    if status >> 8 == _OTHER_LENGTH and len(apdu) == _BARE:
        return link.transmit(apdu[:-1] + bytes([status & 0xFF]))
    return data, status


def select(link: CardLink, file: int) -> int:
    """Selects a directory by its identifier; returns the status, OK where it is selected now.

    What the card tells about the directory (``61 xx``) is not fetched.
    """
    _data, status = link.transmit(_SELECT + file.to_bytes(2))
    return OK if status >> 8 == _MORE else status


def read_binary(link: CardLink, short_id: int, offset: int, length: int) -> tuple[bytes, int]:
    """At most ``length`` (1..255) bytes of a file of the selected directory, and the status.

    The file is named by its short identifier, so that the offset is 0..255.
    """
    place = bytes([_BY_SHORT_ID | short_id, offset, length])
    data, status = exchange(link, _READ_BINARY + place)
    return data, OK if status == END_OF_FILE else status


def get_challenge(link: CardLink, length: int) -> tuple[bytes, int]:
    """4 or 8 random bytes of the card, good for the next command alone, and the status."""
    return exchange(link, _GET_CHALLENGE + bytes([length]))


def with_answer(link: CardLink, apdu: bytes) -> tuple[bytes, int]:
    """A command with data that is answered with data; returns the answer and the status.

    Under T=0 the command ends with its data. A card under T=1 answers to that with nothing: it is
    asked again, so this is for commands that can be repeated.
    """
    data, status = exchange(link, apdu)
    if status == OK and not data:
        return link.transmit(apdu + _ALL_THERE_IS)
    return data, status
