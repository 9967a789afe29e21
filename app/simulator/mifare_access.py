"""What the silicon of a MIFARE Classic lets each key do, by the access bits in a sector trailer.

Source: NXP MF1S50yyX 3.0, tables of access conditions (notes/cards.md 2.5 has those in use).
"""

from __future__ import annotations

import enum

KEY_A = 0x60
KEY_B = 0x61

BITS = slice(6, 9)

_TRAILER = 3
_A, _B = frozenset({KEY_A}), frozenset({KEY_B})
_BOTH = _A | _B
_NONE: frozenset[int] = frozenset()


class Action(enum.Enum):
    """What is done to a data block."""

    READ = 0
    WRITE = 1
    INCREASE = 2
    DECREASE = 3
    """Also restore and transfer."""


class Part(enum.Enum):
    """What is done to a part of a sector trailer."""

    WRITE_KEY_A = 0
    READ_BITS = 1
    WRITE_BITS = 2
    READ_KEY_B = 3
    WRITE_KEY_B = 4


_DATA = {
    0b000: (_BOTH, _BOTH, _BOTH, _BOTH),
    0b010: (_BOTH, _NONE, _NONE, _NONE),
    0b100: (_BOTH, _B, _NONE, _NONE),
    0b110: (_BOTH, _B, _B, _BOTH),
    0b001: (_BOTH, _NONE, _NONE, _BOTH),
    0b011: (_B, _B, _NONE, _NONE),
    0b101: (_B, _NONE, _NONE, _NONE),
    0b111: (_NONE, _NONE, _NONE, _NONE),
}
_TRAILERS = {
    0b000: (_A, _A, _NONE, _A, _A),
    0b010: (_NONE, _A, _NONE, _A, _NONE),
    0b100: (_B, _BOTH, _NONE, _NONE, _B),
    0b110: (_NONE, _BOTH, _NONE, _NONE, _NONE),
    0b001: (_A, _A, _A, _A, _A),
    0b011: (_B, _BOTH, _B, _NONE, _B),
    0b101: (_NONE, _BOTH, _B, _NONE, _NONE),
    0b111: (_NONE, _BOTH, _NONE, _NONE, _NONE),
}


def sector_is_sound(trailer: bytes) -> bool:
    """Whether every access bit stands against its inverse; otherwise the sector is closed."""
    first, second, third = trailer[BITS]
    return (
        first & 0x0F == ~(second >> 4) & 0x0F
        and first >> 4 == ~third & 0x0F
        and second & 0x0F == ~(third >> 4) & 0x0F
    )


def may(key: int, trailer: bytes, block: int, action: Action) -> bool:
    """Whether a key may do something with data block 0, 1 or 2 of its sector."""
    return _useful(key, trailer) and key in _DATA[_bits(trailer, block)][action.value]


def may_in_trailer(key: int, trailer: bytes, part: Part) -> bool:
    """Whether a key may do something with a part of the trailer; nothing ever reads key A."""
    return _useful(key, trailer) and key in _TRAILERS[_bits(trailer, _TRAILER)][part.value]


def _useful(key: int, trailer: bytes) -> bool:
    """Key B opens nothing where it can be read, nor does any key where the bits are broken."""
    readable = bool(_TRAILERS[_bits(trailer, _TRAILER)][Part.READ_KEY_B.value])
    return sector_is_sound(trailer) and not (key == KEY_B and readable)


def _bits(trailer: bytes, block: int) -> int:
    _, second, third = trailer[BITS]
    c1, c2, c3 = second >> 4 + block & 1, third >> block & 1, third >> 4 + block & 1
    return c1 << 2 | c2 << 1 | c3
