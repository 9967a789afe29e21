"""The format in which a MIFARE Classic block holds a value that the chip can count up and down.

Value, inverted value, value (little-endian, signed), then an address byte four times, every other
one inverted. The chip never changes the address when it counts, and a copy keeps its source's, so
it tells a copy from the original. Source: notes/cards.md 2.5, NXP MF1S50yyX 8.6.2.
"""

from __future__ import annotations

from typing import NamedTuple

from app.cards.errors import CardError
from app.domain.text import _

LARGEST = 2**31 - 1
SMALLEST = -(2**31)

_WIDTH = 4
_VALUES = 3 * _WIDTH


class ValueDamaged(CardError):
    """A block that should hold a value does not have its format: torn, or never made."""

    code = "value_damaged"


class ValueBlock(NamedTuple):
    """What a value block holds."""

    value: int
    """SMALLEST..LARGEST."""
    address: int
    """0..255; by custom the number of the block that it was stored in."""


def encode_value(block: ValueBlock) -> bytes:
    """The 16 bytes of a value block. Raises OverflowError for a value that does not fit."""
    value = block.value.to_bytes(_WIDTH, "little", signed=True)
    address, inverse = block.address, block.address ^ 0xFF
    return value + _inverted(value) + value + bytes([address, inverse, address, inverse])


def decode_value(data: bytes) -> ValueBlock:
    """What 16 bytes hold. Raises ValueDamaged where any of the repetitions does not match."""
    value = int.from_bytes(data[:_WIDTH], "little", signed=True)
    block = ValueBlock(value, data[_VALUES])
    if encode_value(block) != data:
        raise ValueDamaged(
            _("A counter on the card is damaged."),
            _("Do not load this card. Send it to the office, or reissue it."),
        )
    return block


def _inverted(data: bytes) -> bytes:
    return bytes(byte ^ 0xFF for byte in data)
