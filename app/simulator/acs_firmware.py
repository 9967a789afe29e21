"""What an ACS reader answers for any memory card. Source: notes/cards.md 2.1.

Where the notes are silent about an error, the answer is the maker's general one and said so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from app.simulator.memory_card import MemoryCard

OK = b"\x90\x00"
FAILED = b"\x63\x00"
"""General failure; which exact status a refused memory-card command gets is not established, so
nothing may depend on more than its not being 90 00."""
WRONG_LENGTH = b"\x67\x00"
WRONG_ADDRESS = b"\x6b\x00"
UNKNOWN = b"\x6d\x00"

_CLASS = 0xFF
_SELECT = 0xA4
_HEADER_LENGTH = 5

_Card = TypeVar("_Card", bound=MemoryCard)


def acs_answer(
    card: _Card,
    card_type: int,
    commands: Mapping[int, Callable[[_Card, bytes, bytes], bytes]],
    apdu: bytes,
) -> bytes:
    """Answer to an APDU, status word included.

    ``card_type``: the number that SELECT_CARD_TYPE has to name, before which nothing works.
    ``commands``: by instruction byte, each a function of card, header and body.
    """
    header, body = apdu[:_HEADER_LENGTH], apdu[_HEADER_LENGTH:]
    if len(header) < _HEADER_LENGTH or header[0] != _CLASS:
        return UNKNOWN
    if header[1] == _SELECT:
        return select(card, card_type, header, body)
    command = commands.get(header[1])
    if command is None:
        return UNKNOWN
    return command(card, header, body) if card.selected else FAILED


def select(card: MemoryCard, card_type: int, header: bytes, body: bytes) -> bytes:
    """SELECT_CARD_TYPE. Powers the chip down and up in any case: a presented code is forgotten."""
    card.power_on()
    if header[2:] != b"\x00\x00\x01" or len(body) != 1:
        return WRONG_LENGTH
    if body[0] != card_type:
        return FAILED
    card.selected = True
    return OK
