"""Access bits of a MIFARE Classic sector: which key may do what with each of its four blocks.

Three bits per block, C1 C2 C3, stand twice in bytes 6 to 8 of the sector trailer, the second time
inverted. A pair that does not match bricks the sector for ever, so what is computed here is read
back out of the bytes before anyone gets them. Source: notes/cards.md 2.5, NXP MF1S50yyX 3.0.
"""

from __future__ import annotations

from typing import NamedTuple

from app.cards.errors import CardError
from app.cards.secrets import MIFARE_KEY_SIZE
from app.domain.text import _

OPEN = 0b000
"""Data block of a blank: both keys do everything."""
B_WRITES = 0b100
"""Data block: both keys read, key B writes."""
VALUE = 0b110
"""Value block: both keys read and decrease, key B writes and increases."""
A_RULES = 0b001
"""Trailer of a blank: key A writes keys and bits, and reads key B, which then opens nothing."""
B_RULES = 0b011
"""Trailer: only key B writes keys and bits; no key can be read."""

TRAILER_SIZE = 16
USER_BYTE = 0x69
"""Byte 9 of a trailer, free to use; what it is in a blank."""
BITS = slice(MIFARE_KEY_SIZE, MIFARE_KEY_SIZE + 3)
"""Where the bits stand in a trailer."""

_BLOCKS = range(4)


class AccessBitsInvalid(CardError):
    """Access bits that contradict themselves. Nothing was written."""

    code = "access_bits_invalid"


class Conditions(NamedTuple):
    """C1 C2 C3 of each block of a sector, as a number of three bits."""

    first: int
    second: int
    third: int
    trailer: int


BLANK = Conditions(OPEN, OPEN, OPEN, A_RULES)
"""A sector as it comes from the factory."""
OURS = Conditions(B_WRITES, B_WRITES, B_WRITES, B_RULES)
"""A sector of a card of ours: key A reads, key B writes."""


def access_bytes(conditions: Conditions) -> bytes:
    """Bytes 6 to 8 of the trailer. Raises AccessBitsInvalid where they would not say the same."""
    c1, c2, c3 = (_column(conditions, bit) for bit in (2, 1, 0))
    made = bytes([_inverted(c2) << 4 | _inverted(c1), c1 << 4 | _inverted(c3), c3 << 4 | c2])
    if conditions_of(made) != conditions:
        raise _invalid()
    return made


def conditions_of(bits: bytes) -> Conditions:
    """What three access bytes say. Raises AccessBitsInvalid where an inverted bit does not match.

    Reads every bit for itself, unlike :func:`access_bytes`: a mistake there is seen here.
    """
    if len(bits) != BITS.stop - BITS.start:
        raise _invalid()
    return Conditions(*(_of_block(bits, block) for block in _BLOCKS))


def trailer(key_a: bytes, conditions: Conditions, key_b: bytes) -> bytes:
    """The 16 bytes of a sector trailer. Raises ValueError, AccessBitsInvalid."""
    if len(key_a) != MIFARE_KEY_SIZE or len(key_b) != MIFARE_KEY_SIZE:
        raise ValueError(f"a sector key has {MIFARE_KEY_SIZE} bytes")
    return key_a + access_bytes(conditions) + bytes([USER_BYTE]) + key_b


def _column(conditions: Conditions, bit: int) -> int:
    """One of C1, C2, C3 for all blocks, block 0 lowest."""
    return sum((conditions[block] >> bit & 1) << block for block in _BLOCKS)


def _inverted(nibble: int) -> int:
    return nibble ^ 0b1111


def _of_block(bits: bytes, block: int) -> int:
    low, high = block, block + 4
    pairs = (
        (bits[1] >> high & 1, bits[0] >> low & 1),
        (bits[2] >> low & 1, bits[0] >> high & 1),
        (bits[2] >> high & 1, bits[1] >> low & 1),
    )
    if any(plain == inverted for plain, inverted in pairs):
        raise _invalid()
    c1, c2, c3 = (plain for plain, _inverse in pairs)
    return c1 << 2 | c2 << 1 | c3


def _invalid() -> AccessBitsInvalid:
    return AccessBitsInvalid(
        _("The access bits for the card contradict themselves; the card would be lost."),
        _("Nothing was written. Report this to whoever supplied the card layout."),
    )
